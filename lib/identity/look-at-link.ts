import { eq, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { links } from "@/lib/db/schema";

export type LinkState = "usable" | "over" | "unknown";
export type LinkRow = typeof links.$inferSelect;

/** A link as mails carry it: prefix and 256 bits. Anything else was never ours. */
const SHAPE = /^c(in|lg)_[\w-]{43}$/;

/** The row of a token, or null; a text of another shape is not even asked for. */
export async function findLink(ctx: Context, token: string): Promise<LinkRow | null> {
  if (!SHAPE.test(token)) return null;
  const [row] = await ctx.db.query((db) =>
    db
      .select()
      .from(links)
      .where(eq(links.tokenHash, hashToken(token))),
  );
  return row ?? null;
}

/** Whether a link may still start a session at `at`. */
export function isUsable(
  link: Pick<LinkRow, "expiresAt" | "revokedAt" | "spentAt">,
  at: Date,
): boolean {
  return link.revokedAt === null && link.spentAt === null && at < link.expiresAt;
}

/**
 * What opening a link's page does: nothing but a counter, however often a mail scanner does it.
 * Says nothing of whose link it is.
 */
export async function lookAtLink(ctx: Context, token: string): Promise<LinkState> {
  const link = await findLink(ctx, token);
  if (!link) return "unknown";
  await ctx.db.query((db) =>
    db
      .update(links)
      .set({ visits: sql`${links.visits} + 1` })
      .where(eq(links.id, link.id)),
  );
  return isUsable(link, await now(ctx)) ? "usable" : "over";
}
