import { changeLogo, logoInput } from "@/lib/settings/change-logo";
import { MAX_LOGO_BYTES } from "@/lib/settings/png-rules";
import { handle } from "@/lib/web/handler";

/** The one address that takes a file; the front lets it have a little more than others (web/limits.ts). */
export const POST = handle({
  who: "staff",
  role: "admin",
  schema: logoInput,
  file: { name: "logo", maxBytes: MAX_LOGO_BYTES },
  page: "/staff/settings/brand",
  run: async (ctx, input) => {
    await changeLogo(ctx, input);
    return "/staff/settings/brand?saved=1";
  },
});
