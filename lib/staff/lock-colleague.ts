import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

type Person = typeof people.$inferSelect;

/**
 * Locks the administrators who can sign in, and then the person of staff to be changed, so that changes of
 * rights come one after the other: of two administrators who take each other’s at once, the second one is
 * none any more. So one is always left, for nobody takes their own (`requireColleague`).
 *
 * Throws `forbidden` when the acting person is no administrator any more, and `not_found` for who is not
 * of staff.
 */
export async function lockColleague(
  tx: Queryable,
  ctx: Context,
  personId: string,
): Promise<Person> {
  const admins = await tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.kind, "staff"), eq(people.staffRole, "admin"), isNull(people.disabledAt)))
    .orderBy(people.id)
    .for("update");
  const { actor } = ctx;
  if (actor.kind === "staff" && !admins.some(({ id }) => id === actor.personId)) {
    throw new AppError({ code: "forbidden", message: "no administrator any more" });
  }
  const [person] = await tx
    .select()
    .from(people)
    .where(and(eq(people.id, personId), eq(people.kind, "staff")))
    .for("update");
  if (!person) throw new AppError({ code: "not_found", message: "no such person of staff" });
  return person;
}

/** Refuses what nobody may do to themselves: then no administrator could be left. Throws `conflict`. */
export function requireColleague(ctx: Context, personId: string): void {
  if (ctx.actor.kind !== "staff" || ctx.actor.personId !== personId) return;
  throw new AppError({
    code: "conflict",
    message: "an administrator at their own rights",
    human: "You cannot take your own rights away. Another administrator can.",
  });
}
