import { desc, eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { links, people } from "@/lib/db/schema";
import { isUsable } from "@/lib/identity/look-at-link";
import type { LinkPurpose } from "@/lib/vocabulary";

/** A link as staff see it: never its token, of which not even we know more than the hash. */
export type LinkView = {
  id: string;
  purpose: LinkPurpose;
  personName: string;
  createdAt: Date;
  expiresAt: Date;
  /** When somebody pressed Continue for the first time. */
  openedAt: Date | null;
  state: "usable" | "revoked" | "over";
};

const NEWEST = 20;

/** A firm's newest links. For staff. */
export async function listLinks(ctx: Context, firmId: string): Promise<LinkView[]> {
  requireStaff(ctx, "viewer");
  const at = await now(ctx);
  const rows = await ctx.db.query((db) =>
    db
      .select({ link: links, personName: people.name })
      .from(links)
      .innerJoin(people, eq(people.id, links.personId))
      .where(eq(links.firmId, firmId))
      .orderBy(desc(links.createdAt), desc(links.id))
      .limit(NEWEST),
  );
  return rows.map(({ link, personName }) => ({
    id: link.id,
    purpose: link.purpose,
    personName,
    createdAt: link.createdAt,
    expiresAt: link.expiresAt,
    openedAt: link.openedAt,
    state: isUsable(link, at) ? "usable" : link.revokedAt ? "revoked" : "over",
  }));
}
