import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { now, personOf, type Context } from "@/lib/context";
import { probeRuns, type ProbeTrigger } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { PROBE_RUN_LIFE_MS } from "./rules";
import type { GrantRow } from "./tokens-at-rest";

/**
 * Opens a probe run of a grant: a row with a deadline of 60 seconds, so that a run whose process
 * died is seen as ended. Joins the run that is already at work. Returns its id; `runProbes` does it.
 */
export async function openProbeRun(
  ctx: Context,
  grant: Pick<GrantRow, "id" | "firmId" | "connectionId">,
  trigger: ProbeTrigger,
): Promise<string> {
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const [running] = await tx
      .select({ id: probeRuns.id })
      .from(probeRuns)
      .where(
        and(
          eq(probeRuns.grantId, grant.id),
          isNull(probeRuns.finishedAt),
          gt(probeRuns.deadlineAt, at),
        ),
      )
      .orderBy(desc(probeRuns.startedAt))
      .limit(1);
    if (running) return running.id;
    const id = newId("probeRun");
    await tx.insert(probeRuns).values({
      id,
      firmId: grant.firmId,
      connectionId: grant.connectionId,
      grantId: grant.id,
      trigger,
      startedBy: personOf(ctx),
      startedAt: at,
      deadlineAt: new Date(at.getTime() + PROBE_RUN_LIFE_MS),
    });
    return id;
  });
}
