import { changeReminderRule, reminderRuleInput } from "@/lib/staff/change-reminder-rule";
import { handle } from "@/lib/web/handler";

const PAGE = "/staff/settings/reminders";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: reminderRuleInput,
  page: ({ route = "", step = "" }) =>
    `${PAGE}/${encodeURIComponent(route)}/${encodeURIComponent(step)}`,
  run: async (ctx, input) => {
    await changeReminderRule(ctx, input);
    return `${PAGE}?saved=1`;
  },
});
