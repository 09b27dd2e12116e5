import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections, reauthorizations } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { loadFacts, type LoadedConnection, type ReauthorizationRow } from "./load-facts";
import { mailReauthorization } from "./mail-reauthorization";
import { isMet } from "./rules";

/**
 * Brings a firm's re-authorization up to date with its connection: begins one when the current version
 * requires what was not settled, ends it when the active grant proves that, ends an older version's.
 * `isTried`: every permission was just tried with the active grant; what Clio refused then is asked of
 * the firm by mail. Call it before `recomputeStatus`, in the transaction of the change.
 */
export async function followReauthorization(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; at: Date; isTried: boolean },
): Promise<void> {
  const { firmId, at, isTried } = input;
  await tx.select().from(connections).where(eq(connections.firmId, firmId)).for("update");
  const [loaded] = await loadFacts(tx, [firmId]);
  const active = loaded?.active;
  if (!loaded?.version || !active || active.endedAt) return;
  const { version } = loaded;
  for (const row of loaded.reauthorizations) {
    if (row.doneAt === null && row.version < version.version) {
      await end(tx, ctx, row, "superseded", at);
    }
  }
  const added = loaded.scopes.filter(({ required, addition }) => required && addition !== null);
  if (added.length === 0) return;
  const row = await findOrBegin(tx, ctx, loaded, version.id, at);
  if (!row || row.doneAt) return;
  const unmet = added.filter(
    (scope) => !isMet(scope, active.createdAt, loaded.facts.boxesConfirmedAt),
  );
  if (unmet.length === 0) {
    const isOld = added.some(({ addition }) => addition && active.createdAt < addition.addedAt);
    await end(tx, ctx, row, isOld ? "existing_grant" : "reauthorized", at);
    return;
  }
  const isAnswered = unmet.every(({ result }) => result !== "not_tested");
  if (!isTried || !isAnswered || row.probedAt) return;
  await tx.update(reauthorizations).set({ probedAt: at }).where(eq(reauthorizations.id, row.id));
  await recordEvent(tx, ctx, {
    kind: "reauthorization.probed",
    firmId,
    data: { version: version.version, missing: unmet.length },
  });
  // Who has said no is not asked again before the day.
  if (!row.declinedAt && !row.mailedAt) await mailReauthorization(tx, ctx, { row, loaded, at });
}

async function findOrBegin(
  tx: Queryable,
  ctx: Context,
  { row: connection, reauthorizations: known }: LoadedConnection,
  scopeSetId: string,
  at: Date,
): Promise<typeof reauthorizations.$inferSelect | undefined> {
  const found = known.find((one) => one.scopeSetId === scopeSetId);
  if (found) return found;
  const { id: connectionId, firmId } = connection;
  const [row] = await tx
    .insert(reauthorizations)
    .values({ id: newId("reauthorization"), firmId, connectionId, scopeSetId, createdAt: at })
    .onConflictDoNothing()
    .returning();
  if (row) {
    const data = { scopeSet: scopeSetId };
    await recordEvent(tx, ctx, { kind: "reauthorization.started", firmId, data });
  }
  return row;
}

async function end(
  tx: Queryable,
  ctx: Context,
  row: Pick<ReauthorizationRow, "id" | "firmId" | "scopeSetId">,
  doneHow: NonNullable<ReauthorizationRow["doneHow"]>,
  at: Date,
): Promise<void> {
  const ended = await tx
    .update(reauthorizations)
    .set({ doneAt: at, doneHow, nextMailAt: null })
    .where(and(eq(reauthorizations.id, row.id), isNull(reauthorizations.doneAt)))
    .returning({ id: reauthorizations.id });
  if (ended.length === 0) return;
  await recordEvent(tx, ctx, {
    kind: "reauthorization.done",
    firmId: row.firmId,
    data: { scopeSet: row.scopeSetId, how: doneHow },
  });
}
