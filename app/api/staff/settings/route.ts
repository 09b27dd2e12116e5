import { changeSettings, settingsInput } from "@/lib/settings/change-settings";
import { handle } from "@/lib/web/handler";

export const POST = handle({
  who: "staff",
  role: "admin",
  schema: settingsInput,
  page: "/staff/settings",
  run: async (ctx, input) => {
    await changeSettings(ctx, input);
    return "/staff/settings?saved=1";
  },
});
