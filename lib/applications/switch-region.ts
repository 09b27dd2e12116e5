import { eq } from "drizzle-orm";
import { requireFirm, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireCurrentApplication } from "./queries";

/**
 * "These keys belong to Clio in another region: switch?" Yes: the firm's region becomes that of its
 * keys. Throws `conflict` when staff set the region, or when there is nothing to switch.
 */
export async function switchRegion(ctx: Context): Promise<void> {
  const { firmId } = requireFirm(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
    const { region } = await requireCurrentApplication(tx, firmId);
    if (!firm || !region || firm.region === region || firm.regionSetBy === "staff") {
      throw new AppError({
        code: "conflict",
        message: `the region of ${firmId} cannot be switched`,
        human: "Your region cannot be switched here. If it is wrong, please tell us.",
      });
    }
    await tx.update(firms).set({ region, regionSetBy: "firm" }).where(eq(firms.id, firmId));
    await recordEvent(tx, ctx, { kind: "region.chosen", firmId, data: { region } });
  });
}
