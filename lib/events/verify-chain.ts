import { and, asc, eq, gt, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { eventChain, eventHeads, events } from "@/lib/db/schema";
import { EMPTY_END, eventText, linkHash, type ChainEnd } from "./chain-hash";

const PAGE = 1000;

export type ChainVerdict = {
  /** The end of the chain as its head has it. */
  head: ChainEnd;
  /** Whether each event is as it was written, none is missing, and the head is their end. */
  isWhole: boolean;
};

/**
 * Computes one firm's chain of events anew, a page at a time. `verifyEvents` does so for the whole house,
 * with its anchors. For staff.
 */
export async function verifyChain(ctx: Context, firmId: string): Promise<ChainVerdict> {
  requireStaff(ctx, "viewer");
  return ctx.db.transaction(async (tx) => {
    // One snapshot, so that an event that is written meanwhile is no fault.
    await tx.execute(sql`set transaction isolation level repeatable read, read only`);
    const [row] = await tx.select().from(eventHeads).where(eq(eventHeads.chain, firmId));
    const head = row ? { position: row.position, hash: row.hash } : EMPTY_END;
    let end: ChainEnd = EMPTY_END;
    for (;;) {
      const page = await readPage(tx, firmId, end.position);
      for (const { position, hash, owner, text } of page) {
        const isNext = position === end.position + 1 && owner === firmId;
        if (!isNext || linkHash(end.hash, text) !== hash) return { head, isWhole: false };
        end = { position, hash };
      }
      if (page.length < PAGE) break;
    }
    return { head, isWhole: end.position === head.position && end.hash === head.hash };
  });
}

/** The next links with their events; one whose event was removed is missing, and so a gap. */
function readPage(tx: Queryable, firmId: string, after: number) {
  return tx
    .select({
      position: eventChain.position,
      hash: eventChain.hash,
      owner: events.firmId,
      text: eventText,
    })
    .from(eventChain)
    .innerJoin(events, eq(events.id, eventChain.eventId))
    .where(and(eq(eventChain.chain, firmId), gt(eventChain.position, after)))
    .orderBy(asc(eventChain.position))
    .limit(PAGE);
}
