import { and, asc, eq, isNull } from "drizzle-orm";
import { requireAccessToFirm, type Context } from "@/lib/context";
import { firmMembers, firms, people } from "@/lib/db/schema";

export type MemberView = {
  personId: string;
  name: string;
  email: string;
  isMainContact: boolean;
  addedAt: Date;
};

/** A firm's people, the first one first. Throws `not_found` for another firm's. */
export async function listMembers(ctx: Context, firmId: string): Promise<MemberView[]> {
  requireAccessToFirm(ctx, firmId);
  const rows = await ctx.db.query((db) =>
    db
      .select({
        personId: people.id,
        name: people.name,
        email: people.email,
        mainContactId: firms.mainContactId,
        addedAt: firmMembers.addedAt,
      })
      .from(firmMembers)
      .innerJoin(people, eq(people.id, firmMembers.personId))
      .innerJoin(firms, eq(firms.id, firmMembers.firmId))
      .where(and(eq(firmMembers.firmId, firmId), isNull(firmMembers.removedAt)))
      .orderBy(asc(firmMembers.addedAt), asc(people.name)),
  );
  return rows.map(({ mainContactId, ...row }) => ({
    ...row,
    isMainContact: mainContactId === row.personId,
  }));
}
