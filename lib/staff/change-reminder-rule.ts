import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people, queueMarks, queueRows, reminderRules } from "@/lib/db/schema";
import { AppError, invalidInput, staleForm } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import {
  MOST_REMINDER_DAYS,
  ruleProblems,
  type ReminderRule,
} from "@/lib/onboarding/reminder-rules";
import { stepsOf } from "@/lib/onboarding/rules";
import { routes, stepKeys } from "@/lib/vocabulary";

const wrong = `Enter a number of business days from 1 to ${MOST_REMINDER_DAYS}, or nothing for never.`;
const days = z
  .string()
  .trim()
  .default("")
  .refine((text) => text === "" || /^[1-9]\d?$/.test(text), wrong)
  .transform((text) => (text === "" ? null : Number(text)))
  .refine((value) => value === null || value <= MOST_REMINDER_DAYS, wrong);

/** POST /api/staff/settings/reminders: the rule of one step on one route. */
export const reminderRuleInput = z.strictObject({
  route: z.enum(routes),
  step: z.enum(stepKeys),
  /** 0: the house's own rule held. */
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  contact_days: days,
  second_contact_days: days,
  owner_days: days,
});
export type ReminderRuleInput = z.infer<typeof reminderRuleInput>;

/**
 * Staff change after how many business days whom a step's reminders go to; firms that wait at it follow
 * at once. For staff with role admin. Throws `invalid_input` by field, and `conflict` when somebody saved
 * another version meanwhile.
 */
export async function changeReminderRule(ctx: Context, input: ReminderRuleInput): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const { route, step, version } = input;
  if (!stepsOf[route].includes(step)) {
    throw new AppError({ code: "not_found", message: `route ${route} has no step ${step}` });
  }
  const rule = {
    contactAfterDays: input.contact_days,
    secondContactAfterDays: input.second_contact_days,
    ownerAfterDays: input.owner_days,
  };
  refuseWrong(rule);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const saved = await save(
      tx,
      { route, step, version },
      { ...rule, updatedBy: personId, updatedAt: at },
    );
    if (!saved) throw await staleRule(tx, input);
    await tx.insert(queueMarks).select(
      tx
        .select({ seq: sql`nextval('queue_marks_seq_seq')`.as("seq"), firmId: queueRows.firmId })
        .from(queueRows)
        .where(and(eq(queueRows.route, route), eq(queueRows.reminderStep, step))),
    );
    await recordEvent(tx, ctx, {
      kind: "reminder.rules_changed",
      firmId: null,
      data: { route, step },
    });
  });
}

function refuseWrong(rule: ReminderRule): void {
  const found = ruleProblems(rule);
  const problems = {
    ...(found.secondContactAfterDays && { second_contact_days: found.secondContactAfterDays }),
    ...(found.ownerAfterDays && { owner_days: found.ownerAfterDays }),
  };
  if (Object.keys(problems).length > 0) throw invalidInput(problems);
}

type Key = Pick<ReminderRuleInput, "route" | "step" | "version">;

/** Whether the version that the form showed was still the stored one, and is replaced. */
async function save(
  tx: Queryable,
  { route, step, version }: Key,
  values: ReminderRule & { updatedBy: string; updatedAt: Date },
): Promise<boolean> {
  if (version === 0) {
    const added = await tx
      .insert(reminderRules)
      .values({ route, step, ...values })
      .onConflictDoNothing()
      .returning({ step: reminderRules.step });
    return added.length > 0;
  }
  const changed = await tx
    .update(reminderRules)
    .set({ ...values, version: sql`${reminderRules.version} + 1` })
    .where(
      and(
        eq(reminderRules.route, route),
        eq(reminderRules.step, step),
        eq(reminderRules.version, version),
      ),
    )
    .returning({ step: reminderRules.step });
  return changed.length > 0;
}

async function staleRule(tx: Queryable, { route, step }: Key): Promise<AppError> {
  const [found] = await tx
    .select({ version: reminderRules.version, who: people.name })
    .from(reminderRules)
    .leftJoin(people, eq(people.id, reminderRules.updatedBy))
    .where(and(eq(reminderRules.route, route), eq(reminderRules.step, step)));
  return staleForm({
    message: `the rule of ${step} on ${route} was changed meanwhile`,
    who: found?.who ?? null,
    version: found?.version ?? 0,
  });
}
