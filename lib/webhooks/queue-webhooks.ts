import type { Context } from "@/lib/context";
import { dueJobs } from "./due-jobs";

/**
 * Gives every endpoint for which something is due a job: what is to be tried again, and what a process
 * left behind that died. What is queued already is not queued twice, so sweeps may overlap.
 */
export async function queueWebhooks(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await ctx.jobs.send(tx, "webhook", await dueJobs(tx));
  });
}
