import "server-only";
import { cookies } from "next/headers";
import { randomToken } from "@/lib/crypto/hash";
import { cookieName, cookieOptions } from "./auth";

/**
 * What tells this browser from others, for `lifeSeconds` from now on. One that it has already stays: a
 * sign-in link that was asked for meanwhile goes on working.
 */
export async function browserToken(lifeSeconds: number): Promise<string> {
  const jar = await cookies();
  const token = jar.get(cookieName("browser"))?.value ?? randomToken();
  jar.set(cookieName("browser"), token, cookieOptions(lifeSeconds));
  return token;
}
