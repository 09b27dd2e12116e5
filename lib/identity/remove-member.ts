import { and, eq, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { firmMembers, firms, links, sessions } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
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
    const [removed] = await tx
      .update(firmMembers)
      .set({ removedAt: at })
      .where(
        and(
          eq(firmMembers.firmId, firmId),
          eq(firmMembers.personId, input.person),
          isNull(firmMembers.removedAt),
        ),
      )
      .returning({ personId: firmMembers.personId });
    if (!removed) {
      throw new AppError({ code: "not_found", message: `${input.person} is no member` });
    }
    await tx
      .update(links)
      .set({ revokedAt: at })
      .where(
        and(
          // Theirs, and the steps that they handed to others.
          or(
            eq(links.personId, input.person),
            and(eq(links.purpose, "hand_over"), eq(links.createdBy, input.person)),
          ),
          eq(links.firmId, firmId),
          isNull(links.revokedAt),
        ),
      );
    await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(
        and(
          eq(sessions.personId, input.person),
          eq(sessions.currentFirmId, firmId),
          isNull(sessions.endedAt),
        ),
      );
    await recordEvent(tx, ctx, {
      kind: "firm.person_removed",
      firmId,
      data: { person: input.person },
    });
  });
}
