import { eq } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { developerAccounts, firms } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { loadSettings } from "@/lib/settings/queries";
import { dayOf, isDay } from "@/lib/settings/rules";

/** POST /api/staff/firms/[id]/asked-clio. */
export const askedClioInput = z.strictObject({
  asked_on: z.string().trim().refine(isDay, "Enter a day such as 2026-11-24."),
});

/**
 * "We asked Clio on …": staff wrote to their contacts about a firm's developer account, and the firm
 * sees it. For staff with role operator. Throws `invalid_input` for a day that is still to come, and
 * `not_found`.
 */
export async function noteAskedClio(
  ctx: Context,
  input: z.infer<typeof askedClioInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, asked_on: askedClioOn } = input;
  const { timeZone } = await loadSettings(ctx);
  if (askedClioOn > dayOf(await now(ctx), timeZone)) {
    throw invalidInput({ asked_on: "This day is still to come." });
  }
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select({ id: firms.id }).from(firms).where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    await tx
      .insert(developerAccounts)
      .values({ firmId, askedClioOn })
      .onConflictDoUpdate({ target: developerAccounts.firmId, set: { askedClioOn } });
    await recordEvent(tx, ctx, {
      kind: "developer_account.asked_clio",
      firmId,
      data: { day: askedClioOn },
    });
  });
}
