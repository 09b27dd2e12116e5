import type { Env } from "@/lib/env";

/** Where Clio sends people back: from PORTAL_URL alone, identical in both legs, whatever the request's headers say. */
export function redirectUri(env: Pick<Env, "PORTAL_URL">): string {
  return `${env.PORTAL_URL}/api/clio/callback`;
}

/** Where Clio tells that a user removed the application; the key makes the path unguessable. */
export function deauthorizationUrl(env: Pick<Env, "PORTAL_URL">, key: string): string {
  return `${env.PORTAL_URL}/api/clio/deauthorized/${key}`;
}
