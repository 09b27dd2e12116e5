import { and, eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { grants, scopeChecks } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { readSettings } from "@/lib/settings/queries";
import type { Resource } from "@/lib/vocabulary";
import { followReauthorization } from "./follow-reauthorization";
import { lockConnection } from "./lock-rows";
import { recomputeStatus } from "./recompute-status";
import type { GrantRow } from "./tokens-at-rest";
import { withReport } from "./write-rules";

/**
 * Keeps what an integration met when it wrote to a resource with this grant, with what follows for the
 * status, as after a probe. A grant that is no longer in use is left alone.
 */
export async function noteWrite(
  ctx: Context,
  input: { grant: GrantRow; resource: Resource; isRefused: boolean },
): Promise<void> {
  const { grant, resource, isRefused } = input;
  const { connectionId, firmId } = grant;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await lockConnection(tx, connectionId);
    const [current] = await tx.select().from(grants).where(eq(grants.id, grant.id));
    if (current?.state !== "active") return;
    const { timeZone } = await readSettings(tx, ctx.env);
    const [before] = await tx
      .select()
      .from(scopeChecks)
      .where(and(eq(scopeChecks.grantId, grant.id), eq(scopeChecks.resource, resource)));
    const evidence = withReport(before, { isRefused, at, timeZone });
    await tx
      .insert(scopeChecks)
      .values({ grantId: grant.id, resource, firmId, connectionId, ...evidence })
      .onConflictDoUpdate({ target: [scopeChecks.grantId, scopeChecks.resource], set: evidence });
    const from = before?.writeResult ?? null;
    if (from === evidence.writeResult) return;
    await recordEvent(tx, ctx, {
      kind: "connection.scope_changed",
      firmId,
      data: { resource, access: "write", from, to: evidence.writeResult },
    });
    await followReauthorization(tx, ctx, { firmId, at, isTried: false });
    await recomputeStatus(tx, ctx, firmId, at);
  });
}

/**
 * Somebody looks again because they have mended something: refusals of writes that were believed are
 * asked for anew, by the next writes of the integration.
 */
export async function forgetWriteRefusals(ctx: Context, grant: GrantRow): Promise<void> {
  const { id: grantId, connectionId, firmId } = grant;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await lockConnection(tx, connectionId);
    const forgotten = await tx
      .update(scopeChecks)
      .set({ writeResult: null, writeRefusedAt: null })
      .where(and(eq(scopeChecks.grantId, grantId), eq(scopeChecks.writeResult, "refused")))
      .returning({ resource: scopeChecks.resource });
    if (forgotten.length === 0) return;
    for (const { resource } of forgotten) {
      await recordEvent(tx, ctx, {
        kind: "connection.scope_changed",
        firmId,
        data: { resource, access: "write", from: "refused", to: "not_tested" },
      });
    }
    await recomputeStatus(tx, ctx, firmId, at);
  });
}
