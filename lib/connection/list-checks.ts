import { count, desc, eq, inArray } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { grants, people, probeRuns, scopeChecks } from "@/lib/db/schema";
import type { ProbeTrigger } from "@/lib/db/schema/connections";
import type { Resource, ScopeResult } from "@/lib/vocabulary";

/** One look at all permissions of a grant. */
export type CheckRunView = {
  id: string;
  trigger: ProbeTrigger;
  startedAt: Date;
  /** Who asked for it; null when it came by itself. */
  startedByName: string | null;
  state: "running" | "done" | "not_definite" | "died";
  /** How many permissions have their present result from it. */
  newest: number;
};

/** What is known of one permission of the grant in use, and how. */
export type CheckView = {
  resource: Resource;
  result: ScopeResult;
  /** The last definite answer. */
  checkedAt: Date | null;
  /** The last question, whatever came of it. */
  triedAt: Date | null;
  /** Status and kind of the last answer: a number and a word of ours. */
  answer: string | null;
};

const NEWEST = 12;

/** A firm's newest checks, and the results of the grant in use. For staff. */
export async function listChecks(
  ctx: Context,
  firmId: string,
): Promise<{ runs: CheckRunView[]; results: CheckView[] }> {
  requireStaff(ctx, "viewer");
  const at = await now(ctx);
  return ctx.db.query(async (db) => {
    const runs = await db
      .select({ run: probeRuns, startedByName: people.name })
      .from(probeRuns)
      .leftJoin(people, eq(people.id, probeRuns.startedBy))
      .where(eq(probeRuns.firmId, firmId))
      .orderBy(desc(probeRuns.startedAt), desc(probeRuns.id))
      .limit(NEWEST);
    const checks = await db
      .select({ check: scopeChecks })
      .from(scopeChecks)
      .innerJoin(grants, eq(grants.id, scopeChecks.grantId))
      .where(eq(scopeChecks.firmId, firmId))
      .orderBy(desc(grants.createdAt), scopeChecks.resource);
    const newestGrant = checks[0]?.check.grantId;
    const runIds = runs.map(({ run }) => run.id);
    const counts =
      runIds.length === 0
        ? []
        : await db
            .select({ runId: scopeChecks.runId, number: count() })
            .from(scopeChecks)
            .where(inArray(scopeChecks.runId, runIds))
            .groupBy(scopeChecks.runId);
    const newestOf = new Map(counts.map(({ runId, number }) => [runId, number]));
    return {
      runs: runs.map(({ run, startedByName }) => ({
        id: run.id,
        trigger: run.trigger,
        startedAt: run.startedAt,
        startedByName,
        state: stateOf(run, at),
        newest: newestOf.get(run.id) ?? 0,
      })),
      results: checks
        .filter(({ check }) => check.grantId === newestGrant)
        .map(({ check: { resource, result, checkedAt, triedAt, lastAnswer } }) => ({
          resource,
          result,
          checkedAt,
          triedAt,
          answer: lastAnswer && [lastAnswer.status, lastAnswer.kind].filter(Boolean).join(" "),
        })),
    };
  });
}

function stateOf(run: typeof probeRuns.$inferSelect, at: Date): CheckRunView["state"] {
  if (run.finishedAt) return run.trouble ? "not_definite" : "done";
  return at < run.deadlineAt ? "running" : "died";
}
