import { and, eq, isNull } from "drizzle-orm";
import { setTimeout as sleep } from "node:timers/promises";
import { personOf, type Context } from "@/lib/context";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import { formNonces } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

const WAIT_MS = 10_000;
const STEP_MS = 100;

/** For a form's hidden field: makes pressing its button twice the same as once (H-9). */
export const newFormNonce = randomToken;

/**
 * Runs `work` for the first press of a form and keeps where it led; a second press waits for that and
 * gets the same. A press that failed frees the nonce, so that the form can be sent again. `what` is
 * what the form does: a page that the browser keeps in memory brings its nonce along, and an answer
 * that was changed there is another press.
 */
export async function once(
  ctx: Context,
  { nonce, what }: { nonce: string | undefined; what: unknown },
  work: () => Promise<string>,
): Promise<string> {
  if (!nonce) return work();
  // Bound to the person: somebody else's nonce says nothing.
  const who = personOf(ctx) ?? "system";
  const nonceHash = hashToken(JSON.stringify([who, nonce, what]));
  const claimed = await ctx.db.query((db) =>
    db.insert(formNonces).values({ nonceHash }).onConflictDoNothing().returning(),
  );
  if (claimed.length === 0) return firstAnswer(ctx, nonceHash);
  try {
    const location = await work();
    if (!location.startsWith("/")) {
      // The way to Clio holds the state, of which only a hash may be kept.
      await forget(ctx, nonceHash);
      return location;
    }
    await ctx.db.query((db) =>
      db.update(formNonces).set({ location }).where(eq(formNonces.nonceHash, nonceHash)),
    );
    return location;
  } catch (thrown) {
    await forget(ctx, nonceHash);
    throw thrown;
  }
}

async function forget(ctx: Context, nonceHash: string): Promise<void> {
  await ctx.db.query((db) =>
    db
      .delete(formNonces)
      .where(and(eq(formNonces.nonceHash, nonceHash), isNull(formNonces.location))),
  );
}

async function firstAnswer(ctx: Context, nonceHash: string): Promise<string> {
  for (let waited = 0; waited < WAIT_MS; waited += STEP_MS) {
    const [row] = await ctx.db.query((db) =>
      db
        .select({ location: formNonces.location })
        .from(formNonces)
        .where(eq(formNonces.nonceHash, nonceHash)),
    );
    if (row?.location) return row.location;
    if (!row) break;
    await sleep(STEP_MS);
  }
  throw new AppError({ code: "conflict", message: "the first press of a form has not ended" });
}
