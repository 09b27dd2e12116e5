import { desc, lte, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { eventAnchors, eventChain } from "@/lib/db/schema";
import type { EventKind } from "@/lib/vocabulary";
import { ANCHOR_EVERY_MS } from "./anchor-events";
import { anchorHash } from "./chain-hash";
import { recordEvent } from "./record-event";

/** One transaction that writes an event for each of the firms; null is the house. */
export function writeFor(
  ctx: Context,
  firmIds: readonly (string | null)[],
  more: { kind?: EventKind; note?: string } = {},
): Promise<void> {
  const { kind = "plan.answered", note = "complete" } = more;
  return ctx.db.transaction(async (tx) => {
    for (const firmId of firmIds)
      await recordEvent(tx, ctx, { kind, firmId, data: { plan: note } });
  });
}

/** Statements by somebody who owns the database and has switched the triggers off. */
export function tamper(ctx: Context, ...statements: string[]): Promise<void> {
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    for (const statement of statements) await tx.execute(statement);
  });
}

/** Makes the newest anchor an hour older than it is, so that the next one is due. */
export async function ageAnchor(ctx: Context): Promise<void> {
  const [last, before] = await ctx.db.query((db) =>
    db.select().from(eventAnchors).orderBy(desc(eventAnchors.seq)).limit(2),
  );
  if (!last) throw new Error("there is no anchor");
  const links = await ctx.db.query((db) =>
    db
      .selectDistinctOn([eventChain.chain])
      .from(eventChain)
      .where(lte(eventChain.seq, last.throughSeq))
      .orderBy(eventChain.chain, desc(eventChain.seq)),
  );
  const atMs = String(last.at.getTime() - ANCHOR_EVERY_MS);
  const ends = new Map(links.map((link) => [link.chain, link]));
  const hash = anchorHash(before?.hash ?? "", { ...last, atMs }, ends);
  await tamper(
    ctx,
    `update event_anchors set at = to_timestamp(${atMs} / 1000.0), hash = '${hash}' where seq = ${last.seq}`,
  );
}

const TABLES = ["events", "event_chain", "event_heads", "event_anchors"];

/** Keeps the history as it is now. Returns how to put it back. */
export async function keepHistory(ctx: Context): Promise<() => Promise<void>> {
  for (const table of TABLES) {
    await ctx.db.query((db) => db.execute(`create table kept_${table} as table ${table}`));
  }
  return () =>
    tamper(
      ctx,
      ...TABLES.flatMap((table) => [
        `delete from ${table}`,
        `insert into ${table} select * from kept_${table}`,
      ]),
    );
}
