import { and, eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { scopeChecks } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import type { ProbeAnswer } from "@/lib/providers/provider";
import { count } from "@/lib/telemetry/numbers";
import type { Resource, ScopeResult } from "@/lib/vocabulary";
import type { GrantRow } from "./tokens-at-rest";

/**
 * Stores what one probe said. Only a definite answer changes the result: a failure on the way, or a
 * token that ended, says nothing of a permission.
 */
export async function saveCheck(
  ctx: Context,
  input: {
    grant: GrantRow;
    resource: Resource;
    runId: string;
    answer: ProbeAnswer;
    /** What a refusal would mean for this user. */
    layer: ScopeResult;
  },
): Promise<void> {
  const { grant, resource, answer, runId } = input;
  const at = await now(ctx);
  const result = definiteResult(answer, input.layer);
  count("anteroom_probes_total", { result: result ?? lastAnswer(answer).kind });
  const tried = { triedAt: at, runId, lastAnswer: lastAnswer(answer) };
  const definite = result ? { result, checkedAt: at } : {};
  await ctx.db.transaction(async (tx) => {
    const [before] = await tx
      .select({ result: scopeChecks.result })
      .from(scopeChecks)
      .where(and(eq(scopeChecks.grantId, grant.id), eq(scopeChecks.resource, resource)));
    await tx
      .insert(scopeChecks)
      .values({
        grantId: grant.id,
        resource,
        firmId: grant.firmId,
        connectionId: grant.connectionId,
        ...tried,
        ...definite,
      })
      .onConflictDoUpdate({
        target: [scopeChecks.grantId, scopeChecks.resource],
        set: { ...tried, ...definite },
      });
    if (result && before && before.result !== result) {
      await recordEvent(tx, ctx, {
        kind: "connection.scope_changed",
        firmId: grant.firmId,
        data: { resource, from: before.result, to: result },
      });
    }
  });
}

function definiteResult(answer: ProbeAnswer, layer: ScopeResult): ScopeResult | null {
  if (answer.ok) return "works";
  return answer.kind === "refused" ? layer : null;
}

function lastAnswer(answer: ProbeAnswer): { status?: number; kind: string } {
  if (answer.ok) return { status: 200, kind: "works" };
  if (answer.kind === "failed") return { status: answer.failure.status, kind: answer.failure.code };
  return { status: answer.status, kind: answer.kind };
}
