import { eq } from "drizzle-orm";
import { now, requireFirm, type Context } from "@/lib/context";
import { applications } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { endHandOvers } from "@/lib/identity/end-links";
import { requireCurrentApplication } from "./queries";

/**
 * The firm says whether the application is saved in Clio; we cannot see it. "Yes" also says that
 * its boxes are ticked now, so a grant must be newer than that to count for a write.
 */
export async function confirmRegistered(ctx: Context, input: { done: boolean }): Promise<void> {
  const { firmId, personId } = requireFirm(ctx);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const row = await requireCurrentApplication(tx, firmId);
    await tx
      .update(applications)
      .set(
        input.done
          ? { registeredAt: at, registeredBy: personId }
          : { registeredAt: null, registeredBy: null },
      )
      .where(eq(applications.id, row.id));
    if (input.done) await endHandOvers(tx, { firmId, step: "application", at });
    await recordEvent(tx, ctx, {
      kind: input.done ? "application.registered" : "application.not_registered",
      firmId,
      data: { application: row.id },
    });
  });
}
