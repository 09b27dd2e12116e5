import { cookies } from "next/headers";
import { z } from "zod";
import { copyLink } from "@/lib/staff/copy-link";
import { cookieName, cookieOptions } from "@/lib/web/auth";
import { handleFirm } from "@/lib/web/firm-handler";
import { encodeFlash, FLASH_SECONDS } from "@/lib/web/flash";

/** The link is shown once, on the page that follows. */
export const POST = handleFirm(z.strictObject({}), async (ctx, firmId) => {
  const { link } = await copyLink(ctx, { firmId });
  const flash = encodeFlash({ shownOnce: link });
  (await cookies()).set(cookieName("flash"), flash, cookieOptions(FLASH_SECONDS));
});
