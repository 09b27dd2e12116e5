import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { invalidInput } from "@/lib/errors";
import { loadSettings } from "@/lib/settings/queries";
import { addDays, dayInWords, dayOf, endOfDay, isDay, type Day } from "@/lib/settings/rules";
import { lockFirm, saveFirm, versionField, type Outcome } from "./change-firm";

const LONGEST_PAUSE_DAYS = 365;

/** POST /api/staff/firms/[id]/pause; an empty day takes them up again. */
export const pauseInput = z.strictObject({
  until: z.string().trim().max(10),
  version: versionField,
});
type Input = z.infer<typeof pauseInput> & { firmId: string };

/** The last day of a pause, and the instant at which it is over. */
export type Pause = { day: Day; until: Date };

/**
 * Lets nobody be reminded of a firm's steps up to and with a day of the agency's; an empty day takes
 * reminders up again. For staff with role operator. Throws `not_found`, `conflict` when somebody
 * changed the firm since `version`, and `invalid_input` for a day that is not within a year.
 */
export async function pauseReminders(ctx: Context, input: Input): Promise<void> {
  requireStaff(ctx, "operator");
  const pause = await requirePause(ctx, input.until);
  await ctx.db.transaction((tx) => pauseRemindersIn(tx, ctx, { ...input, pause }));
}

/** The same in the caller's transaction, with what came of it. */
export async function pauseRemindersIn(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; version?: number; pause: Pause | null },
): Promise<Outcome> {
  const { pause } = input;
  const firm = await lockFirm(tx, input);
  const before = firm.remindersPausedUntil;
  const words = pause && dayInWords(pause.day);
  if ((before?.getTime() ?? null) === (pause?.until.getTime() ?? null)) {
    const outcome = words
      ? `Reminders were paused until ${words} already.`
      : "Reminders were not paused.";
    return { state: "nothing", outcome };
  }
  await saveFirm(tx, ctx, {
    firm,
    set: { remindersPausedUntil: pause?.until ?? null },
    event: { kind: "firm.reminders_paused", data: { until: pause?.day ?? null } },
  });
  const outcome = words ? `Reminders are paused until ${words}.` : "Reminders go on.";
  return { state: "done", outcome };
}

/** The pause that a day means; null for an empty one. Throws `invalid_input`. */
export async function requirePause(ctx: Context, day: string): Promise<Pause | null> {
  if (day === "") return null;
  const { timeZone } = await loadSettings(ctx);
  const today = dayOf(await now(ctx), timeZone);
  if (!isDay(day) || day < today || day > addDays(today, LONGEST_PAUSE_DAYS)) {
    throw invalidInput({ until: "Choose a day within the next year." });
  }
  return { day, until: endOfDay(day, timeZone) };
}
