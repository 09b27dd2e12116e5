import { cookies } from "next/headers";
import { z } from "zod";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { handle } from "@/lib/web/handler";

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const pages = { public: "/", firm: "/onboarding", staff: "/staff" } as const;

export const POST = handle({
  who: "anyone",
  schema: z.strictObject({
    theme: z.enum(["system", "light", "dark"]),
    from: z.enum(["public", "firm", "staff"]),
  }),
  page: "/",
  run: async (_ctx, { theme, from }) => {
    (await cookies()).set(cookieName("theme"), theme, cookieOptions(YEAR_SECONDS));
    return pages[from];
  },
});
