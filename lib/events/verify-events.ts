import { asc, eq, gt, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { eventAnchors, eventChain, eventHeads, events } from "@/lib/db/schema";
import {
  anchorHash,
  EMPTY_END,
  eventText,
  HOUSE_CHAIN,
  linkHash,
  type ChainEnd,
} from "./chain-hash";

const PAGE = 2000;
const MAX_SENTENCES = 50;

/** How the history stands. All is well when `wrong` is 0. */
export type HistoryReport = {
  events: number;
  links: number;
  chains: number;
  anchors: number;
  /** To compare with a copy of it that was kept outside of the database, such as in the log. */
  newestAnchor: { seq: number; at: Date; throughSeq: number; hash: string } | null;
  /** How much is wrong. */
  wrong: number;
  /** What is wrong, a sentence each; the first fifty. */
  sentences: string[];
};

/**
 * Walks the whole history and computes each hash anew: every event is in one chain, once; each chain
 * is without a gap and ends at its head; each anchor fits the chains as they were. Changes nothing,
 * keeps one end for each chain in memory, and may run while events are written. For the system and
 * administrators.
 */
export async function verifyEvents(ctx: Context): Promise<HistoryReport> {
  if (ctx.actor.kind !== "system") requireStaff(ctx, "admin");
  return ctx.db.transaction(async (tx) => {
    // One picture of all tables, whatever is written meanwhile.
    await tx.execute(sql`set transaction isolation level repeatable read, read only`);
    const report = emptyReport();
    const ends = await walkChains(tx, report);
    await compareHeads(tx, report, ends);
    await findUnchained(tx, report);
    return report;
  });
}

function emptyReport(): HistoryReport {
  return {
    events: 0,
    links: 0,
    chains: 0,
    anchors: 0,
    newestAnchor: null,
    wrong: 0,
    sentences: [],
  };
}

function note(report: HistoryReport, sentence: string): void {
  report.wrong += 1;
  if (report.sentences.length < MAX_SENTENCES) report.sentences.push(sentence);
}

/** Somebody may have stored what is no instant, such as `infinity`. */
function instantText(at: Date): string {
  return Number.isNaN(at.getTime()) ? "an impossible time" : at.toISOString();
}

/** Rows by their number, a page at a time. */
async function* inPages<Row extends { seq: number }>(
  read: (after: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await read(after);
    const last = rows.at(-1);
    if (!last) return;
    if (last.seq <= after) throw new Error(`rows after number ${after} have no order`);
    yield rows;
    after = last.seq;
  }
}

/** Every link in the order in which they were made, each anchor when all that it covers was seen. */
async function walkChains(tx: Queryable, report: HistoryReport): Promise<Map<string, ChainEnd>> {
  const ends = new Map<string, ChainEnd>();
  const anchors = anchorsOf(tx);
  let anchor = (await anchors.next()).value;
  for await (const rows of inPages((after) => readLinks(tx, after))) {
    for (const row of rows) {
      while (anchor && anchor.throughSeq < row.seq) {
        checkAnchor(report, anchor, ends);
        anchor = (await anchors.next()).value;
      }
      checkLink(report, row, ends.get(row.chain) ?? EMPTY_END);
      // What was stored goes on from here, so that one change is told once.
      ends.set(row.chain, { position: row.position, hash: row.hash });
      report.links += 1;
    }
  }
  while (anchor) {
    checkAnchor(report, anchor, ends);
    anchor = (await anchors.next()).value;
  }
  report.chains = ends.size;
  return ends;
}

function readLinks(tx: Queryable, after: number) {
  return tx
    .select({
      seq: eventChain.seq,
      chain: eventChain.chain,
      position: eventChain.position,
      hash: eventChain.hash,
      eventId: eventChain.eventId,
      event: { id: events.id, firmId: events.firmId, kind: events.kind, at: events.at },
      text: eventText,
    })
    .from(eventChain)
    .leftJoin(events, eq(events.id, eventChain.eventId))
    .where(gt(eventChain.seq, after))
    .orderBy(asc(eventChain.seq))
    .limit(PAGE);
}
type LinkRow = Awaited<ReturnType<typeof readLinks>>[number];

function checkLink(report: HistoryReport, row: LinkRow, before: ChainEnd): void {
  const place = `Chain ${row.chain}, position ${row.position}`;
  if (row.position !== before.position + 1) {
    note(
      report,
      `${place}: it follows position ${before.position}, so a link is missing or moved.`,
    );
  }
  if (!row.event) {
    note(report, `${place}: the event ${row.eventId} was removed.`);
    return;
  }
  const { id, kind, at } = row.event;
  const chain = row.event.firmId ?? HOUSE_CHAIN;
  if (chain !== row.chain) {
    note(report, `${place}: the event ${id} says that it belongs to ${chain}.`);
  }
  if (linkHash(before.hash, row.text) !== row.hash) {
    note(
      report,
      `${place}: the event ${id} (${kind}, ${instantText(at)}) or its place in the chain was changed.`,
    );
  }
}

type AnchorRow = typeof eventAnchors.$inferSelect & { atMs: string };

async function* anchorsOf(tx: Queryable): AsyncGenerator<AnchorRow, undefined> {
  const read = async (after: number) => {
    const rows = await tx
      .select({
        anchor: eventAnchors,
        atMs: sql<string>`trim_scale(extract(epoch from ${eventAnchors.at}) * 1000)::text`,
      })
      .from(eventAnchors)
      .where(gt(eventAnchors.seq, after))
      .orderBy(asc(eventAnchors.seq))
      .limit(PAGE);
    return rows.map(({ anchor, atMs }) => ({ ...anchor, atMs }));
  };
  for await (const rows of inPages(read)) yield* rows;
  return undefined;
}

function checkAnchor(
  report: HistoryReport,
  anchor: AnchorRow,
  ends: ReadonlyMap<string, ChainEnd>,
): void {
  const before = report.newestAnchor;
  const { seq, at, throughSeq, hash } = anchor;
  const name = `Anchor ${seq} of ${instantText(at)}`;
  if (seq !== (before?.seq ?? 0) + 1) {
    note(report, `${name}: it follows anchor ${before?.seq ?? 0}, so an anchor was removed.`);
  }
  if (anchor.chains !== ends.size || anchorHash(before?.hash ?? "", anchor, ends) !== hash) {
    note(report, `${name}: it was changed, or what it covers was rewritten since it was made.`);
  }
  report.anchors += 1;
  report.newestAnchor = { seq, at, throughSeq, hash };
}

async function compareHeads(
  tx: Queryable,
  report: HistoryReport,
  ends: ReadonlyMap<string, ChainEnd>,
): Promise<void> {
  const rows = await tx.select().from(eventHeads);
  const heads = new Map(rows.map(({ chain, ...end }) => [chain, end]));
  for (const chain of new Set([...ends.keys(), ...heads.keys()])) {
    const end = ends.get(chain) ?? EMPTY_END;
    const head = heads.get(chain) ?? EMPTY_END;
    if (head.position === end.position && head.hash === end.hash) continue;
    note(
      report,
      `Chain ${chain}: its head is at position ${head.position}, its last link at ${end.position}, and they are not the same.`,
    );
  }
}

/** Events that no link names, or more than one. */
async function findUnchained(tx: Queryable, report: HistoryReport): Promise<void> {
  const read = (after: number) =>
    tx
      .select({
        seq: events.seq,
        id: events.id,
        kind: events.kind,
        links: sql<number>`(select count(*)::int from ${eventChain} where ${eventChain.eventId} = ${events.id})`,
      })
      .from(events)
      .where(gt(events.seq, after))
      .orderBy(asc(events.seq))
      .limit(PAGE);
  for await (const rows of inPages(read)) {
    for (const { id, kind, links } of rows) {
      if (links === 0) note(report, `The event ${id} (${kind}) is in no chain.`);
      if (links > 1) note(report, `The event ${id} (${kind}) is in the chains ${links} times.`);
    }
    report.events += rows.length;
  }
}
