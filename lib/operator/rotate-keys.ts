import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { keyChecks } from "@/lib/db/schema";
import { sealedColumns } from "@/lib/db/sealed-columns";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { countSealed, sumOf } from "./count-sealed";
import { resealColumn, type Resealed } from "./reseal-column";

/** A portal that still encrypts with the old key writes behind us: look again, but not for ever. */
const MAX_PASSES = 5;

export type Rotation = Resealed & {
  /** Values that another key than the current one still seals. */
  left: number;
};

/**
 * Seals everything under the ring's current key, beside a running portal. Safe to kill and to repeat:
 * what is done stays done, and a token that is renewed meanwhile wins. `onProgress` hears how many
 * values were looked at so far. Writes `key_ring.rotated`.
 *
 * Throws `keys_unavailable` when the ring is not the database's, and `conflict` while no portal has
 * started with the current key: processes without it could not open what was sealed under it (SE-08).
 */
export async function rotateKeys(
  ctx: Context,
  onProgress: (looked: number) => void = () => {},
): Promise<Rotation> {
  requireRightKeys(ctx.ring);
  const { kid } = ctx.ring.current;
  await requireNoted(ctx, kid);
  const sum: Resealed = { resealed: 0, overtaken: 0, unopened: [] };
  let looked = 0;
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    sum.unopened = [];
    let moved = 0;
    for (const place of Object.values(sealedColumns)) {
      const done = await resealColumn(ctx, place, (rows) => onProgress((looked += rows)));
      moved += done.resealed + done.overtaken;
      sum.resealed += done.resealed;
      sum.overtaken += done.overtaken;
      sum.unopened.push(...done.unopened);
    }
    if (moved === 0) break;
  }
  const left = await ctx.db.transaction(async (tx) => {
    const counts = await countSealed(tx);
    counts.delete(kid);
    const left = [...counts.values()].reduce((all, ofKey) => all + sumOf(ofKey), 0);
    const data = { to: kid, resealed: sum.resealed, left };
    await recordEvent(tx, ctx, { kind: "key_ring.rotated", firmId: null, data });
    return left;
  });
  return { ...sum, left };
}

async function requireNoted(ctx: Context, kid: string): Promise<void> {
  const [noted] = await ctx.db.query((db) =>
    db.select().from(keyChecks).where(eq(keyChecks.kid, kid)),
  );
  if (noted) return;
  throw new AppError({
    code: "conflict",
    message: `no portal has started with key ${kid} first in its ring yet: give it to every portal, behind the old key, then start them with it in front, then rotate`,
  });
}
