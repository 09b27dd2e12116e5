import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { planNotice } from "@/lib/mail/plan-notice";
import { queueMail } from "@/lib/mail/queue-mail";
import { stepReminderMail } from "@/lib/mail/templates/progress-mails";
import { loadChecklist, type FirmChecklist } from "@/lib/onboarding/queries";
import { loadSettings } from "@/lib/settings/queries";
import type { Outcome } from "./change-firm";
import { whatToRemindOf } from "./remind-rules";

/**
 * Mails a firm's main contact about the step that the firm waits at. For staff with role operator.
 * Throws `not_found`, and `conflict` with the reason when nobody is reminded now: paused, a notice
 * within a day, or nothing that waits for the firm.
 */
export async function remindFirm(ctx: Context, input: { firmId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  const firm = await loadChecklist(ctx, input.firmId);
  const { timeZone } = await loadSettings(ctx);
  const at = await now(ctx);
  const causeKey = `step_reminder:${firm.firmId}:${ctx.requestId}`;
  const { state, outcome } = await ctx.db.transaction((tx) =>
    remindFirmIn(tx, ctx, { firm, at, timeZone, causeKey }),
  );
  if (state === "done") return;
  throw new AppError({
    code: "conflict",
    message: `nobody is reminded of ${firm.firmId}`,
    human: `No mail was sent. ${outcome}`,
  });
}

/**
 * The same in the caller's transaction, with what came of it. `releasedBy`: who confirmed the bulk
 * action that the mail is part of, so that the storm guard does not hold it.
 */
export async function remindFirmIn(
  tx: Queryable,
  ctx: Context,
  input: {
    firm: FirmChecklist;
    at: Date;
    timeZone: string;
    causeKey: string;
    releasedBy?: string;
  },
): Promise<Outcome> {
  const { firm, at, timeZone, causeKey, releasedBy } = input;
  const { firmId, contact, checklist } = firm;
  const [row] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
  if (!row) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  // Held until the end: nobody else plans a notice to this person meanwhile.
  const { lastAt } = await planNotice(tx, { firmId, personId: contact.personId });
  const decision = whatToRemindOf(
    {
      steps: checklist.steps,
      next: checklist.next,
      contactName: contact.name,
      isClosed: row.closedAt !== null,
      pausedUntil: row.remindersPausedUntil,
      lastNoticeAt: lastAt,
      timeZone,
    },
    at,
  );
  if (!decision.step) return { state: "nothing", outcome: decision.why };
  const { key, title } = decision.step;
  const data = { step: key, person: contact.personId };
  await recordEvent(tx, ctx, { kind: "reminder.escalated", firmId, data });
  await queueMail(tx, ctx, {
    kind: "step_reminder",
    firmId,
    person: { id: contact.personId, email: contact.email },
    causeKey,
    letter: stepReminderMail({
      ...(await letterhead(tx, ctx, firmId)),
      stepTitle: title,
      writtenBefore: null,
    }),
    ...(releasedBy && { releasedBy }),
  });
  return { state: "done", outcome: `${contact.name} is reminded of “${title}”.` };
}
