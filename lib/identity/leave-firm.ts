import { and, eq, isNull, or } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firmMembers, links, sessions } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";

/**
 * Ends somebody's membership of a firm in the caller's transaction; the links and sessions that led
 * there, and the steps that they handed over, end at once. Throws `not_found` for who is no member.
 */
export async function leaveFirm(
  tx: Queryable,
  ctx: Context,
  { firmId, person, at }: { firmId: string; person: string; at: Date },
): Promise<void> {
  const [removed] = await tx
    .update(firmMembers)
    .set({ removedAt: at })
    .where(
      and(
        eq(firmMembers.firmId, firmId),
        eq(firmMembers.personId, person),
        isNull(firmMembers.removedAt),
      ),
    )
    .returning({ personId: firmMembers.personId });
  if (!removed) throw new AppError({ code: "not_found", message: `${person} is no member` });
  await tx
    .update(links)
    .set({ revokedAt: at })
    .where(
      and(
        // Theirs, and the steps that they handed to others.
        or(
          eq(links.personId, person),
          and(eq(links.purpose, "hand_over"), eq(links.createdBy, person)),
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
        eq(sessions.personId, person),
        eq(sessions.currentFirmId, firmId),
        isNull(sessions.endedAt),
      ),
    );
  await recordEvent(tx, ctx, { kind: "firm.person_removed", firmId, data: { person } });
}
