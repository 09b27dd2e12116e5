import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { grants, type ProbeTrigger } from "@/lib/db/schema";
import { openProbeRun } from "./open-probe-run";
import { runProbes } from "./run-probes";

/** Proves every permission of an active grant: daily, or because something may have changed. */
export async function checkPermissions(
  ctx: Context,
  input: { grantId: string; trigger: ProbeTrigger },
): Promise<void> {
  requireRightKeys(ctx.ring);
  const [grant] = await ctx.db.query((db) =>
    db.select().from(grants).where(eq(grants.id, input.grantId)),
  );
  if (grant?.state !== "active" || grant.endedAt) return;
  await runProbes(ctx, await openProbeRun(ctx, grant, input.trigger));
}
