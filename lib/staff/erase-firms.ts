import { and, asc, eq, inArray, isNotNull, isNull, lte, ne, notInArray, sql } from "drizzle-orm";
import { endConnection } from "@/lib/connection/end-connection";
import { revokeRetired } from "@/lib/connection/revoke-retired";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import {
  applications,
  attempts,
  bulkItems,
  connections,
  developerAccounts,
  firmKeys,
  firmMembers,
  firmNotes,
  firms,
  grants,
  helpRequests,
  imports,
  links,
  mails,
  people,
  queueRows,
} from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";

const BATCH = 20;
const ERASED_FIRM = "Erased firm";
const ERASED_PERSON = "Erased person";

/**
 * Erases closed firms whose time has come, one transaction for each: the firm's key is destroyed, and
 * with it the personal text of its history; other personal text is overwritten. Ids, codes, times and
 * the chain of events stay, and verify. People who belong to another firm stay as they are. Safe to run
 * twice, and beside itself. Returns how many were erased.
 */
export async function eraseFirms(ctx: Context): Promise<number> {
  const at = await now(ctx);
  await endLeftovers(ctx, at);
  const due = await ctx.db.query((db) =>
    db
      .select({ id: firms.id })
      .from(firms)
      .where(and(isNull(firms.erasedAt), lte(firms.eraseAt, at)))
      .orderBy(asc(firms.eraseAt))
      .limit(BATCH),
  );
  let erased = 0;
  for (const { id } of due) {
    if (await ctx.db.transaction((tx) => eraseFirm(tx, ctx, id, at))) erased += 1;
  }
  return erased;
}

/** A trip that came back while its firm was being closed may have left a grant behind. */
async function endLeftovers(ctx: Context, at: Date): Promise<void> {
  const left = await ctx.db.query((db) =>
    db
      .selectDistinct({ firmId: firms.id })
      .from(firms)
      .innerJoin(grants, eq(grants.firmId, firms.id))
      .where(and(isNotNull(firms.closedAt), ne(grants.state, "retired")))
      .limit(BATCH),
  );
  for (const { firmId } of left) {
    const ended = await ctx.db.transaction((tx) =>
      endConnection(tx, ctx, { firmId, at, liveReason: "by staff" }),
    );
    for (const grantId of ended) await revokeRetired(ctx, { grantId });
  }
}

async function eraseFirm(tx: Queryable, ctx: Context, firmId: string, at: Date): Promise<boolean> {
  const claimed = await tx
    .update(firms)
    .set({ erasedAt: at, name: ERASED_FIRM, tags: [], liveReason: null })
    .where(and(eq(firms.id, firmId), isNull(firms.erasedAt), lte(firms.eraseAt, at)))
    .returning({ id: firms.id });
  if (claimed.length === 0) return false;
  // The last line of the history that has something to say; it holds nothing personal.
  await recordEvent(tx, ctx, { kind: "firm.erased", firmId, data: {} });
  await tx
    .update(firmKeys)
    .set({ keySealed: null, destroyedAt: at })
    .where(eq(firmKeys.firmId, firmId));
  await erasePeople(tx, firmId, at);
  await eraseTexts(tx, firmId);
  await eraseClioTexts(tx, firmId);
  await eraseImports(tx, firmId);
  await tx.delete(queueRows).where(eq(queueRows.firmId, firmId));
  return true;
}

/** Those who are known through this firm alone: nobody signs in by such an address any more. */
async function erasePeople(tx: Queryable, firmId: string, at: Date): Promise<void> {
  const known = [
    ...(await tx
      .select({ id: firmMembers.personId })
      .from(firmMembers)
      .where(eq(firmMembers.firmId, firmId))),
    ...(await tx.select({ id: links.personId }).from(links).where(eq(links.firmId, firmId))),
  ].map(({ id }) => id);
  if (known.length === 0) return;
  const others = [
    ...(await tx
      .select({ id: firmMembers.personId })
      .from(firmMembers)
      .innerJoin(firms, eq(firms.id, firmMembers.firmId))
      .where(and(inArray(firmMembers.personId, known), isNull(firms.erasedAt)))),
    ...(await tx
      .select({ id: links.personId })
      .from(links)
      .innerJoin(firms, eq(firms.id, links.firmId))
      .where(and(inArray(links.personId, known), isNull(firms.erasedAt)))),
  ].map(({ id }) => id);
  const gone = await tx
    .update(people)
    .set({
      email: sql`'erased-' || ${people.id} || '@erased.invalid'`,
      name: ERASED_PERSON,
      disabledAt: at,
    })
    .where(
      and(
        inArray(people.id, known),
        eq(people.kind, "firm"),
        others.length > 0 ? notInArray(people.id, others) : undefined,
      ),
    )
    .returning({ id: people.id });
  if (gone.length === 0) return;
  // What was written to them about no firm in particular.
  const ids = gone.map(({ id }) => id);
  await tx
    .update(mails)
    .set({ toAddress: "", subject: "", bodySealed: null })
    .where(inArray(mails.personId, ids));
}

async function eraseTexts(tx: Queryable, firmId: string): Promise<void> {
  await tx
    .update(mails)
    .set({ toAddress: "", subject: "", bodySealed: null })
    .where(eq(mails.firmId, firmId));
  await tx.update(helpRequests).set({ text: "" }).where(eq(helpRequests.firmId, firmId));
  await tx.update(firmNotes).set({ text: "" }).where(eq(firmNotes.firmId, firmId));
  await tx.update(bulkItems).set({ outcome: null }).where(eq(bulkItems.firmId, firmId));
}

async function eraseClioTexts(tx: Queryable, firmId: string): Promise<void> {
  await tx
    .update(grants)
    .set({ accountName: null, userName: null, userEmail: null, userRoles: null })
    .where(eq(grants.firmId, firmId));
  await tx
    .update(connections)
    .set({ accountName: null, changeAllowedReason: null })
    .where(eq(connections.firmId, firmId));
  await tx
    .update(developerAccounts)
    .set({ email: null })
    .where(eq(developerAccounts.firmId, firmId));
  await tx.update(attempts).set({ detail: null }).where(eq(attempts.firmId, firmId));
  await tx.update(applications).set({ name: ERASED_FIRM }).where(eq(applications.firmId, firmId));
}

/** The lines of files that it came from, or was found in. */
async function eraseImports(tx: Queryable, firmId: string): Promise<void> {
  const found = await tx
    .select({ id: imports.id, rows: imports.rows })
    .from(imports)
    .where(sql`${imports.rows} @> ${JSON.stringify([{ firmId }])}::jsonb`)
    .for("update");
  for (const { id, rows } of found) {
    const kept = rows.map((row) =>
      row.firmId === firmId ? { ...row, fields: {}, problems: {}, outcome: null } : row,
    );
    await tx.update(imports).set({ rows: kept }).where(eq(imports.id, id));
  }
}
