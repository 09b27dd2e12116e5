import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { reminders } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { loadSettings } from "@/lib/settings/queries";
import { addDays, dayOf, isDay } from "@/lib/settings/rules";
import { stepKeys } from "@/lib/vocabulary";

const LATEST_DAYS = 90;

/** POST /api/onboarding/remind. */
export const reminderInput = z.strictObject({
  step: z.enum(stepKeys),
  remind_on: z.string().trim().refine(isDay, "Enter a day such as 2026-11-30."),
});

/**
 * "Remind me on …": one mail to the acting member on that day; a newer wish for the same step takes
 * the older one's place. Throws `invalid_input` for a day that is not within the next 90.
 */
export async function setReminder(
  ctx: Context,
  input: z.infer<typeof reminderInput>,
): Promise<void> {
  const { firmId, personId } = requireMember(ctx);
  const { step, remind_on: remindOn } = input;
  const at = await now(ctx);
  const { timeZone } = await loadSettings(ctx);
  const today = dayOf(at, timeZone);
  if (remindOn <= today || remindOn > addDays(today, LATEST_DAYS)) {
    throw invalidInput({ remind_on: `Choose a day within the next ${LATEST_DAYS} days.` });
  }
  await ctx.db.transaction(async (tx) => {
    await tx
      .delete(reminders)
      .where(
        and(
          eq(reminders.firmId, firmId),
          eq(reminders.personId, personId),
          eq(reminders.step, step),
          isNull(reminders.sentAt),
        ),
      );
    await tx.insert(reminders).values({ id: newId("reminder"), firmId, personId, step, remindOn });
    await recordEvent(tx, ctx, { kind: "reminder.set", firmId, data: { step, day: remindOn } });
  });
}

/** The day on which the acting member is reminded of a step; null when none was chosen. */
export async function reminderOf(
  ctx: Context,
  step: z.infer<typeof reminderInput>["step"],
): Promise<string | null> {
  const { firmId, personId } = requireMember(ctx);
  const [row] = await ctx.db.query((db) =>
    db
      .select({ day: reminders.remindOn })
      .from(reminders)
      .where(
        and(
          eq(reminders.firmId, firmId),
          eq(reminders.personId, personId),
          eq(reminders.step, step),
          isNull(reminders.sentAt),
        ),
      ),
  );
  return row?.day ?? null;
}
