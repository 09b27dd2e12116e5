import { and, eq, gt, isNull, like, or, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { databaseNow, type Queryable } from "@/lib/db/client";
import { firms, mails, people, queueMarks, queueRows } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { NOTICE_PAUSE_MS } from "@/lib/mail/notice-rules";
import { planNotice } from "@/lib/mail/plan-notice";
import { queueMail } from "@/lib/mail/queue-mail";
import { stepReminderMail } from "@/lib/mail/templates/progress-mails";
import { tellOwner } from "@/lib/mail/tell-owner";
import { nextLevel, type ReminderLevel, type Wait } from "@/lib/onboarding/reminder-rules";
import { stepWords } from "@/lib/onboarding/rules";
import { readSettings } from "@/lib/settings/queries";
import { dayInWords } from "@/lib/settings/rules";
import { loadReminderFacts } from "./load-reminders";
import { lockQueueRow } from "./lock-queue-row";

/** Between two levels at one firm, however many are overdue. */
const BETWEEN_LEVELS_MS = 20 * 60 * 60 * 1000;

type FirmRow = typeof firms.$inferSelect;

/**
 * Writes to whoever is next about the step that a firm waits at, when that is due, and counts the level
 * on: both or neither, once however often it is called. A firm whose row is out of date, is closed or
 * whose reminders are paused is left alone; within a day of another notice it waits.
 */
export async function escalateReminder(ctx: Context, firmId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await lockQueueRow(tx, firmId);
    const [mark] = await tx
      .select({ seq: queueMarks.seq })
      .from(queueMarks)
      .where(eq(queueMarks.firmId, firmId))
      .limit(1);
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
    const [row] = await tx.select().from(queueRows).where(eq(queueRows.firmId, firmId));
    // A fact has changed: whoever computes the row anew says what is due then.
    if (mark || !firm || !row || firm.closedAt) return;
    const settings = await readSettings(tx, ctx.env);
    const facts = (await loadReminderFacts(tx, [row], settings)).get(firmId);
    if (!facts?.wait || facts.wait.step !== row.reminderStep) return;
    const at = await databaseNow(tx);
    const { wait, pausedUntil } = facts;
    const next = nextLevel({ ...facts, wait }, row.reminderLevel);
    if (!next || next.dueAt > at || (pausedUntil && pausedUntil > at)) return;
    const freeAt = await whenFree(tx, firm, next.level);
    if (freeAt > at) {
      await tx.update(queueRows).set({ reminderDueAt: freeAt }).where(eq(queueRows.firmId, firmId));
      return;
    }
    const after = nextLevel({ ...facts, wait }, next.done);
    const counted = await tx
      .update(queueRows)
      .set({ reminderLevel: next.done, reminderDueAt: after?.dueAt ?? null })
      .where(
        and(
          eq(queueRows.firmId, firmId),
          eq(queueRows.reminderLevel, row.reminderLevel),
          eq(queueRows.reminderStep, wait.step),
        ),
      )
      .returning({ firmId: queueRows.firmId });
    if (counted.length === 0) return;
    await recordEvent(tx, ctx, {
      kind: "reminder.escalated",
      firmId,
      data: { step: wait.step, level: next.level, person: personOf(firm, next.level) },
    });
    await write(tx, ctx, { firm, wait, level: next.level });
  });
}

function personOf(firm: FirmRow, level: ReminderLevel): string | null {
  const persons = {
    contact: firm.mainContactId,
    second_contact: firm.secondContactId,
    owner: firm.ownerId,
  };
  return persons[level];
}

/** When the next letter may go: a day after the person's last notice, and not right after the level before. */
async function whenFree(tx: Queryable, firm: FirmRow, level: ReminderLevel): Promise<Date> {
  const personId = personOf(firm, level);
  const { lastAt } =
    level === "owner" || !personId
      ? { lastAt: null }
      : await planNotice(tx, { firmId: firm.id, personId });
  const [before] = await tx
    .select({ at: sql<string | null>`max(${mails.queuedAt})` })
    .from(mails)
    .where(
      and(
        eq(mails.firmId, firm.id),
        gt(mails.queuedAt, sql`now() - interval '1 day'`),
        or(eq(mails.kind, "step_reminder"), like(mails.causeKey, "staff:step_reminder:%")),
      ),
    );
  return new Date(
    Math.max(
      lastAt ? lastAt.getTime() + NOTICE_PAUSE_MS : 0,
      before?.at ? Date.parse(before.at) + BETWEEN_LEVELS_MS : 0,
    ),
  );
}

async function write(
  tx: Queryable,
  ctx: Context,
  { firm, wait, level }: { firm: FirmRow; wait: Wait; level: ReminderLevel },
): Promise<void> {
  const { id: firmId } = firm;
  const { title } = stepWords[wait.step];
  const causeKey = `step_reminder:${firmId}:${wait.step}:${wait.since}:${level}`;
  if (level === "owner") {
    const since = dayInWords(wait.since);
    await tellOwner(tx, ctx, {
      firmId,
      causeKey,
      subject: wait.on === "agency" ? "a step waits for us" : "a firm does not get further",
      sentence:
        wait.on === "agency"
          ? `“${title}” has waited for us since ${since}.`
          : `“${title}” has waited for the firm since ${since}, and our reminders did not help. Perhaps a call does.`,
    });
    return;
  }
  const person = await tx
    .select({ id: people.id, email: people.email })
    .from(people)
    .where(and(eq(people.id, personOf(firm, level) ?? ""), isNull(people.disabledAt)));
  const [contact] = await tx
    .select({ name: people.name })
    .from(people)
    .where(eq(people.id, firm.mainContactId));
  for (const one of person) {
    await queueMail(tx, ctx, {
      kind: "step_reminder",
      firmId,
      person: one,
      causeKey,
      letter: stepReminderMail({
        ...(await letterhead(tx, ctx, firmId)),
        stepTitle: title,
        writtenBefore: level === "second_contact" ? (contact?.name ?? null) : null,
      }),
    });
  }
}
