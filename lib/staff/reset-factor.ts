import { and, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { sessions, type people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { dropFactor } from "@/lib/identity/drop-factor";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { staffNoticeMail } from "@/lib/mail/templates/staff-mails";
import { lockColleague } from "./lock-colleague";

/**
 * Takes the second factor and the recovery codes of somebody away who has lost them; their sessions end,
 * and at the next sign-in they set up a new one. They are told by mail. For administrators who gave
 * their own second factor lately, for a colleague; and for the operator’s command. Returns whether there was one.
 *
 * Throws `step_up_needed`, `not_found`, and `conflict` for oneself: that goes by another way.
 */
export async function resetFactor(ctx: Context, input: { personId: string }): Promise<boolean> {
  const { personId } = input;
  if (ctx.actor.kind !== "system") {
    const { personId: me } = requireStaff(ctx, "admin");
    if (me === personId) {
      throw new AppError({
        code: "conflict",
        message: "an administrator at their own second factor",
        human: "Your own second factor is on the page “Your sign-in”.",
      });
    }
  }
  await requireStepUp(ctx);
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    const person = await lockColleague(tx, ctx, personId);
    if (!(await dropFactor(tx, personId))) return false;
    await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)));
    await recordEvent(tx, ctx, {
      kind: "staff.factor_reset",
      firmId: null,
      data: { person: personId },
    });
    await tell(tx, ctx, person, at);
    return true;
  });
}

async function tell(
  tx: Queryable,
  ctx: Context,
  person: typeof people.$inferSelect,
  at: Date,
): Promise<void> {
  const head = await letterhead(tx, ctx, null);
  await queueMail(tx, ctx, {
    kind: "staff_notice",
    firmId: null,
    person,
    causeKey: `factor_reset:${person.id}:${at.getTime()}`,
    letter: staffNoticeMail({
      ...head,
      subject: "your second factor was taken away",
      sentence:
        "Somebody who runs the portal has taken your second factor away, and you were signed out. Set up a new one when you sign in next. If you did not ask for this, tell them at once.",
      firmId: null,
      path: "/sign-in",
    }),
  });
}
