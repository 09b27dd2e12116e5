import { and, eq, isNull } from "drizzle-orm";
import { requireFirm, type Context } from "@/lib/context";
import { beyondFirm } from "@/lib/db/client";
import { firmMembers, sessions } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/** Makes another of the person's firms the session's current one. Throws `not_found` for any other. */
export async function switchFirm(ctx: Context, input: { firmId: string }): Promise<void> {
  const { personId } = requireFirm(ctx);
  const sessionId = ctx.actor.kind === "firm" ? ctx.actor.sessionId : "";
  await ctx.db.transaction(async (tx) => {
    const [member] = await beyondFirm(tx, "whether somebody belongs to another firm, too", (all) =>
      all
        .select({ firmId: firmMembers.firmId })
        .from(firmMembers)
        .where(
          and(
            eq(firmMembers.personId, personId),
            eq(firmMembers.firmId, input.firmId),
            isNull(firmMembers.removedAt),
          ),
        ),
    );
    if (!member) throw new AppError({ code: "not_found", message: "not a member of that firm" });
    await tx
      .update(sessions)
      .set({ currentFirmId: member.firmId })
      .where(eq(sessions.id, sessionId));
  });
}
