import { and, asc, eq, gt, isNotNull, notLike, sql } from "drizzle-orm";
import { clientIdDigest } from "@/lib/applications/keys";
import type { Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import { seal, SEAL_VERSION } from "@/lib/crypto/seal";
import { applications } from "@/lib/db/schema";
import { ownerIn, type SealedColumn } from "@/lib/db/sealed-columns";
import { toAppError } from "@/lib/errors";
import type { Region } from "@/lib/vocabulary";

const PAGE = 200;
/** Each row is a statement of its own, so that no two of ours or of the portal's can deadlock. */
const AT_ONCE = 8;

export type Resealed = {
  resealed: number;
  /** Written by somebody else meanwhile: what they wrote stands. */
  overtaken: number;
  /** Where a value is that could not be opened, and why. */
  unopened: string[];
};
type Row = { id: string; firmId: string | null; sealed: string; region: Region | null };

/**
 * Seals every value of a column under the ring's current key that another key has sealed, page by page.
 * A value is replaced only while it is what was read (SE-06), so it may run beside a portal and be killed
 * and repeated at any point. `onPage` hears how many rows each page had.
 */
export async function resealColumn(
  ctx: Context,
  place: SealedColumn,
  onPage: (rows: number) => void,
): Promise<Resealed> {
  const sum: Resealed = { resealed: 0, overtaken: 0, unopened: [] };
  const reseal = async (row: Row) => {
    try {
      if (await resealRow(ctx, place, row)) sum.resealed += 1;
      else sum.overtaken += 1;
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      if (code !== "tampered" && code !== "keys_unavailable") throw thrown;
      sum.unopened.push(`${place.table}.${place.column} of ${row.id}: ${message}`);
    }
  };
  for (let after = ""; ;) {
    const page = await readPage(ctx, place, after);
    const waiting = page.values();
    // Several hands take from one iterator.
    const hands = Array.from({ length: AT_ONCE }, async () => {
      for (const row of waiting) await reseal(row);
    });
    await Promise.all(hands);
    const last = page.at(-1);
    if (!last) return sum;
    onPage(page.length);
    after = last.id;
  }
}

/** The next rows, by id, that another key than the current one has sealed. */
function readPage(ctx: Context, place: SealedColumn, after: string): Promise<Row[]> {
  const ours = `${SEAL_VERSION}.${ctx.ring.current.kid}.%`;
  return ctx.db.query(async (db) => {
    const rows = await db
      .select({
        id: sql<string>`${place.id}`,
        firmId: sql<string | null>`${place.firmId ?? sql`null`}`,
        sealed: sql<string>`${place.value}`,
        region: sql<Region | null>`${place.rows === applications ? applications.region : sql`null`}`,
      })
      .from(place.rows)
      .where(and(isNotNull(place.value), notLike(place.value, ours), gt(place.id, after)))
      .orderBy(asc(place.id))
      .limit(PAGE);
    return rows;
  });
}

async function resealRow(ctx: Context, place: SealedColumn, row: Row): Promise<boolean> {
  const owner = ownerIn(place, row);
  const text = open(ctx.ring, owner, row.sealed).reveal();
  const values = { [place.key]: seal(ctx.ring, owner, text), ...digestOf(ctx, place, row, text) };
  const written = await ctx.db.query((db) =>
    db
      .update(place.rows)
      .set(values)
      .where(and(eq(place.id, row.id), eq(place.value, row.sealed)))
      .returning({ id: place.id }),
  );
  return written.length > 0;
}

/** A client ID's keyed digest is of the same key as its seal, so both change in one statement. */
function digestOf(ctx: Context, place: SealedColumn, row: Row, text: string) {
  if (place.value !== applications.clientIdSealed || !row.region) return {};
  return { clientIdDigest: clientIdDigest(ctx, row.region, text) };
}
