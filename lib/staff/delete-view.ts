import { and, eq } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { savedViews } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/**
 * Forgets a saved view. For staff with role operator: their own, and those that they saved for
 * everybody; administrators any that is everybody's. Throws `not_found` for any other.
 */
export async function deleteView(ctx: Context, input: { id: string }): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  await ctx.db.transaction(async (tx) => {
    const [view] = await tx.select().from(savedViews).where(eq(savedViews.id, input.id));
    const isTheirs =
      view?.personId === null
        ? isAdmin || view.createdBy === personId
        : view?.personId === personId;
    if (!view || !isTheirs) {
      throw new AppError({ code: "not_found", message: `no view ${input.id} of theirs` });
    }
    await tx.delete(savedViews).where(and(eq(savedViews.id, view.id)));
  });
}
