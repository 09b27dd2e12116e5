import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { keyChecks } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { countSealed, sumOf } from "./count-sealed";

/**
 * Forgets a key that seals nothing any more: a ring without it is this database's from now on. Writes
 * `key_ring.retired`. Throws `conflict` for the encrypting key and while a value names the key (SE-12),
 * `not_found` for a key that the database does not know, `keys_unavailable` for a wrong ring.
 */
export async function retireKey(ctx: Context, kid: string): Promise<void> {
  requireRightKeys(ctx.ring);
  if (kid === ctx.ring.current.kid) {
    throw new AppError({ code: "conflict", message: `key ${kid} is the one that encrypts` });
  }
  await ctx.db.transaction(async (tx) => {
    const named = sumOf((await countSealed(tx)).get(kid));
    if (named > 0) {
      throw new AppError({
        code: "conflict",
        message: `key ${kid} still seals ${named} values: run keys rotate first`,
      });
    }
    const forgotten = await tx.delete(keyChecks).where(eq(keyChecks.kid, kid)).returning();
    if (forgotten.length === 0) {
      throw new AppError({ code: "not_found", message: `this database knows no key ${kid}` });
    }
    await recordEvent(tx, ctx, { kind: "key_ring.retired", firmId: null, data: { kid } });
  });
}
