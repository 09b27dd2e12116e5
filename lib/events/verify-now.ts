import { max } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { eventChain } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { listHistory, type EventView } from "./queries";
import { recordEvent } from "./record-event";
import { verifyEvents } from "./verify-events";

/** More than these take longer than a page may: the command line has no such bound. */
const MOST_VERIFIED_HERE = 100_000;
const LONGEST_SENTENCE = 300;

/**
 * Computes the whole history anew and writes down what was found. For staff with role admin. Throws
 * `conflict` for a history that is too long to be verified while somebody waits.
 */
export async function verifyNow(ctx: Context): Promise<void> {
  requireStaff(ctx, "admin");
  const [row] = await ctx.db.query((db) =>
    db.select({ links: max(eventChain.seq) }).from(eventChain),
  );
  const links = row?.links ?? 0;
  if (links > MOST_VERIFIED_HERE) {
    throw new AppError({
      code: "conflict",
      message: `the history has ${links} links, more than ${MOST_VERIFIED_HERE}`,
      human: `The history has ${links} events: too many to verify while you wait. Run “npm run portal events verify” on the server.`,
    });
  }
  const { events, wrong, sentences } = await verifyEvents(ctx);
  if (wrong > 0) ctx.log.error({ wrong, sentences }, "the history is not as it was written");
  await ctx.db.transaction((tx) =>
    recordEvent(tx, ctx, {
      kind: "history.verified",
      firmId: null,
      data: { events, wrong, first: sentences[0]?.slice(0, LONGEST_SENTENCE) ?? null },
    }),
  );
}

/** What the last one who verified it found; null when nobody has. */
type LastVerified = {
  at: Date;
  byName: string;
  events: number;
  wrong: number;
  first: string | null;
};
export type ChainState = {
  verified: LastVerified | null;
  /** The newest hash over the ends of all chains, and up to which link it reaches. */
  anchor: { seq: number; at: Date; throughSeq: number } | null;
};

/** How sure we can be of the history: the last anchor, and what the last verification found. For staff. */
export async function loadChainState(ctx: Context): Promise<ChainState> {
  const { events: found } = await listHistory(ctx, { kinds: ["history.verified"] });
  const [anchor] = await ctx.db.query((db) =>
    db.query.eventAnchors.findMany({
      columns: { seq: true, at: true, throughSeq: true },
      orderBy: (row, { desc }) => desc(row.seq),
      limit: 1,
    }),
  );
  return { verified: found[0] ? verifiedOf(found[0]) : null, anchor: anchor ?? null };
}

function verifiedOf({ at, actorName, data }: EventView): LastVerified {
  const { events, wrong, first } = data;
  return {
    at,
    byName: actorName,
    events: Number(events),
    // What cannot be read is not well.
    wrong: typeof wrong === "number" ? wrong : 1,
    first: typeof first === "string" ? first : null,
  };
}
