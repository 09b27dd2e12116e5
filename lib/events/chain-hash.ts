import { hash } from "node:crypto";
import { sql } from "drizzle-orm";
import { events } from "@/lib/db/schema";

/** The chain of what belongs to no firm: staff, settings, our own applications. */
export const HOUSE_CHAIN = "house";

/** The last link of one chain. */
export type ChainEnd = { position: number; hash: string };

/** The end of a chain that has no event. */
export const EMPTY_END: ChainEnd = { position: 0, hash: "" };

const sha256 = (text: string) => hash("sha256", text, "hex");

/**
 * An event as the text that is hashed: each of its columns, as a JSON list. `chain_event` in
 * drizzle/0003_event_chains.sql has the same; neither may ever change, or old events verify no more.
 */
export const eventText = sql<string>`jsonb_build_array(
  ${events.id}, ${events.seq}, ${events.firmId}, ${events.kind}, ${events.actorKind},
  ${events.actorId}, ${events.viaCopiedLink}, ${events.at} at time zone 'UTC', ${events.requestId},
  ${events.data})::text`;

/** The hash of a link: of the link before and of its event. SHA-256 in hex. */
export function linkHash(before: string, text: string): string {
  return sha256(before + text);
}

export type AnchorFields = {
  seq: number;
  /** Milliseconds since 1970, as text; longer when somebody wrote an instant that is finer. */
  atMs: string;
  throughSeq: number;
};

/** The hash of an anchor: of the anchor before, of its own fields and of each chain's end, by name. */
export function anchorHash(
  before: string,
  { seq, atMs, throughSeq }: AnchorFields,
  ends: ReadonlyMap<string, ChainEnd>,
): string {
  // By code units, so that no locale has a say.
  const sorted = [...ends].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const lines = sorted.map(([chain, { position, hash }]) => `${chain} ${position} ${hash}`);
  return sha256([before, `${seq} ${atMs} ${throughSeq} ${sorted.length}`, ...lines].join("\n"));
}
