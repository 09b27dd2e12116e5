import "server-only";
import { decode, encode } from "next-auth/jwt";
import { SESSION_LIFE_SECONDS } from "@/lib/identity/rules";
import { STAFF_LIFE_SECONDS } from "@/lib/identity/staff-rules";
import { services } from "./services";

/** Set on https alone, where a browser refuses it without Secure, Path=/ and a domain of its own. */
const prefix = () => (services().env.PORTAL_URL.startsWith("https:") ? "__Host-" : "");

/** As long as the longest session: when one ends is for the database to say. */
export const SESSION_COOKIE_SECONDS = Math.max(SESSION_LIFE_SECONDS, STAFF_LIFE_SECONDS);

type CookieName = "session" | "browser" | "connect" | "flash" | "theme";

export function cookieName(name: CookieName): string {
  return `${prefix()}anteroom-${name}`;
}

/** Flags of every cookie of ours. Lax, because the return from Clio comes from another site. */
export function cookieOptions(maxAgeSeconds: number) {
  return {
    httpOnly: true,
    secure: prefix() !== "",
    sameSite: "lax" as const,
    path: "/",
    maxAge: maxAgeSeconds,
  };
}

/** The value of the session cookie: the session's token, sealed by next-auth. */
export function encodeSession(token: string): Promise<string> {
  const secret = services().env.NEXTAUTH_SECRET.reveal();
  return encode({ secret, token: { sid: token }, maxAge: SESSION_COOKIE_SECONDS });
}

/** The session's token of a cookie, or null when the cookie is not ours. Writes nothing. */
export async function decodeSession(cookie: string | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const secret = services().env.NEXTAUTH_SECRET.reveal();
    const token = await decode({ secret, token: cookie });
    return typeof token?.sid === "string" ? token.sid : null;
  } catch {
    return null;
  }
}
