import "server-only";
import { cookies } from "next/headers";
import { cookieName, cookieOptions } from "./auth";
import { encodeFlash, FLASH_SECONDS, type Flash } from "./flash";

/** Leaves a word for the page that follows, which shows it once. */
export async function leaveFlash(flash: Flash, lifeSeconds = FLASH_SECONDS): Promise<void> {
  (await cookies()).set(cookieName("flash"), encodeFlash(flash), cookieOptions(lifeSeconds));
}
