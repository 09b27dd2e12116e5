import { eq } from "drizzle-orm";
import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { leaveFirm } from "./leave-firm";
import { requireCode } from "./mailed-code";

/** POST /api/onboarding/people/remove. */
export const removeMemberInput = z.strictObject({ person: z.string().max(60) });

/**
 * Removes a colleague from the firm; the links and sessions that led there, and the steps that
 * they handed over, end at once. The main
 * contact stays: only staff change that. Throws `conflict` for them, `not_found` for anybody else,
 * and as `requireCode` does.
 */
export async function removeMember(ctx: Context, input: { person: string }): Promise<void> {
  const { firmId } = requireMember(ctx);
  await requireCode(ctx);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId));
    if (firm?.mainContactId === input.person) {
      throw new AppError({
        code: "conflict",
        message: "the main contact cannot be removed",
        human: "This person is your firm’s main contact. Please ask us to change that first.",
      });
    }
    await leaveFirm(tx, ctx, { firmId, person: input.person, at });
  });
}
