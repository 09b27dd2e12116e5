import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { grants, providerPauses, type ProbeTrigger } from "@/lib/db/schema";
import { openProbeRun } from "./open-probe-run";
import { runProbes } from "./run-probes";

/**
 * Proves every permission of an active grant: daily, or because something may have changed. Not while
 * its region is paused: the questions of a run come all at once, and a trial is one.
 */
export async function checkPermissions(
  ctx: Context,
  input: { grantId: string; trigger: ProbeTrigger },
): Promise<void> {
  requireRightKeys(ctx.ring);
  const [found] = await ctx.db.query((db) =>
    db
      .select({ grant: grants, pause: providerPauses })
      .from(grants)
      .leftJoin(providerPauses, eq(providerPauses.region, grants.region))
      .where(eq(grants.id, input.grantId)),
  );
  if (found?.grant.state !== "active" || found.grant.endedAt || found.pause) return;
  const { grant } = found;
  await runProbes(ctx, await openProbeRun(ctx, grant, input.trigger));
}
