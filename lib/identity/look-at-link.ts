import { eq, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { firms, links } from "@/lib/db/schema";
import type { SessionView } from "./check-session";
import { isLinkToken } from "./rules";

export type LinkState = "usable" | "over" | "unknown";
export type LinkRow = typeof links.$inferSelect;

/** The row of a token, or null; a text of another shape is not even asked for. */
export async function findLink(ctx: Context, token: string): Promise<LinkRow | null> {
  if (!isLinkToken(token)) return null;
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

/**
 * Whether a usable link is for another firm than the one that this browser is signed in for: the names
 * of both, or null. Asked only of somebody who is signed in and holds the link (H-1).
 */
export async function otherFirmOf(
  ctx: Context,
  input: {
    token: string;
    session: Pick<SessionView, "currentFirmId" | "firms"> | null;
  },
): Promise<{ current: string; other: string } | null> {
  const { session } = input;
  const current = session?.firms.find(({ id }) => id === session.currentFirmId);
  const link = current && (await findLink(ctx, input.token));
  if (!current || !link?.firmId || link.firmId === current.id) return null;
  if (!isUsable(link, await now(ctx))) return null;
  const { firmId } = link;
  const [other] = await ctx.db.query((db) =>
    db.select({ name: firms.name }).from(firms).where(eq(firms.id, firmId)),
  );
  return other ? { current: current.name, other: other.name } : null;
}
