import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { reauthorizations } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { consumeReauthorization } from "@/lib/identity/rate-limit";
import { loadFacts, newPermissionsOf } from "./load-facts";
import { mailReauthorization } from "./mail-reauthorization";

/**
 * Staff send a firm the link of an open re-authorization once more, beside its rhythm. For staff with
 * role operator. Throws `conflict` when nothing waits to be allowed, and `rate_limited` after 10 an hour.
 */
export async function resendReauthorization(
  ctx: Context,
  input: { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  await consumeReauthorization(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(reauthorizations)
      .where(and(eq(reauthorizations.firmId, firmId), isNull(reauthorizations.doneAt)))
      .for("update");
    const [loaded] = row ? await loadFacts(tx, [firmId]) : [];
    if (!row || !loaded || !newPermissionsOf(loaded, at)) {
      throw new AppError({
        code: "conflict",
        message: `nothing waits to be allowed at ${firmId}`,
        human: "There is nothing to allow at this firm, or Clio has not said yet what is missing.",
      });
    }
    await mailReauthorization(tx, ctx, { row, loaded, at, isExtra: true });
  });
}
