import "server-only";
import { cookies } from "next/headers";
import { cookieName, cookieOptions, encodeSession, SESSION_COOKIE_SECONDS } from "./auth";

/** Hands a session's token to this browser, in the place of the one that it had. */
export async function setSession(token: string): Promise<void> {
  const value = await encodeSession(token);
  (await cookies()).set(cookieName("session"), value, cookieOptions(SESSION_COOKIE_SECONDS));
}
