import { eq } from "drizzle-orm";
import { checkAgain } from "@/lib/connection/check-again";
import { requireStaff, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/**
 * Staff have every permission of a firm tried now. Returns the work as a function, so that the caller
 * answers first. For staff with role operator. Throws `not_found`, and as `checkAgain` does.
 */
export async function checkFirm(
  ctx: Context,
  input: { firmId: string },
): Promise<() => Promise<void>> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  const [firm] = await ctx.db.query((db) =>
    db.select({ id: firms.id }).from(firms).where(eq(firms.id, firmId)),
  );
  if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  return checkAgain(ctx, { firmId });
}
