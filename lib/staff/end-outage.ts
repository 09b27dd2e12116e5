import { and, eq, isNull } from "drizzle-orm";
import { closeOutage } from "@/lib/connection/close-outage";
import { now, requireStaff, type Context } from "@/lib/context";
import { outages } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/**
 * Ends an outage before its time: firms are told by their own connections again once everything was
 * looked at afresh. For staff with role operator. Throws `conflict` when it is over.
 */
export async function endOutage(ctx: Context, input: { outageId: string }): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [outage] = await tx
      .select()
      .from(outages)
      .where(and(eq(outages.id, input.outageId), isNull(outages.endedAt)));
    if (outage && (await closeOutage(tx, ctx, { outage, by: personId, at }))) return;
    throw new AppError({
      code: "conflict",
      message: `outage ${input.outageId} is not open`,
      human: "This is over already.",
    });
  });
}
