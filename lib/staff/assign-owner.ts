import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { lockFirm, saveFirm, versionField, type Outcome } from "./change-firm";

/** POST /api/staff/firms/[id]/owner; an empty owner is nobody. */
export const ownerInput = z.strictObject({
  owner: z.string().trim().max(60),
  version: versionField,
});
type Input = z.infer<typeof ownerInput> & { firmId: string };

/**
 * Says who of staff looks after a firm; an empty owner: nobody. For staff with role operator. Throws
 * `not_found`, `conflict` when somebody changed the firm since `version`, and `invalid_input` for an
 * owner who may not act.
 */
export async function assignOwner(ctx: Context, input: Input): Promise<void> {
  requireStaff(ctx, "operator");
  await ctx.db.transaction((tx) => assignOwnerIn(tx, ctx, input));
}

/** The same in the caller's transaction, with what came of it. */
export async function assignOwnerIn(tx: Queryable, ctx: Context, input: Input): Promise<Outcome> {
  const owner = input.owner ? await requireOwner(tx, input.owner) : null;
  const firm = await lockFirm(tx, input);
  const ownerId = owner?.id ?? null;
  if (firm.ownerId === ownerId) {
    return {
      state: "nothing",
      outcome: owner ? `${owner.name} was the owner already.` : "Nobody was the owner already.",
    };
  }
  await saveFirm(tx, ctx, {
    firm,
    set: { ownerId },
    event: { kind: "firm.owner_changed", data: { person: ownerId } },
  });
  return {
    state: "done",
    outcome: owner ? `${owner.name} is the owner now.` : "Nobody is the owner now.",
  };
}

/** Somebody of staff who may act on a firm. Throws `invalid_input` for anybody else. */
export async function requireOwner(
  tx: Queryable,
  personId: string,
): Promise<{ id: string; name: string }> {
  const [owner] = await tx
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(
      and(
        eq(people.id, personId),
        eq(people.kind, "staff"),
        isNull(people.disabledAt),
        ne(people.staffRole, "viewer"),
      ),
    );
  if (!owner) throw invalidInput({ owner: "Choose a colleague who may act." });
  return owner;
}
