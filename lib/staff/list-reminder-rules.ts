import { requireStaff, type Context } from "@/lib/context";
import { reminderRuleOf, type ReminderRule } from "@/lib/onboarding/reminder-rules";
import { stepsOf, stepWords } from "@/lib/onboarding/rules";
import { routes, type Route, type StepKey } from "@/lib/vocabulary";
import { readRules } from "./load-reminders";

export type ReminderRuleView = ReminderRule & {
  step: StepKey;
  title: string;
  /** 0: staff have said nothing, and the house's own rule holds. */
  version: number;
};

/** The rule of every step of every route, in the order of the checklist. For staff. */
export async function listReminderRules(
  ctx: Context,
): Promise<{ route: Route; rules: ReminderRuleView[] }[]> {
  requireStaff(ctx, "viewer");
  const stored = await ctx.db.query(readRules);
  return routes.map((route) => ({
    route,
    rules: stepsOf[route].map((step) => {
      const { contactAfterDays, secondContactAfterDays, ownerAfterDays, version } = reminderRuleOf(
        stored,
        { route, step },
      );
      const { title } = stepWords[step];
      return { step, title, version, contactAfterDays, secondContactAfterDays, ownerAfterDays };
    }),
  }));
}
