import "server-only";
import { cookies } from "next/headers";
import type { Actor, Context } from "@/lib/context";
import type { Scope } from "@/lib/db/client";
import { checkSession, type SessionAsker, type SessionView } from "@/lib/identity/check-session";
import { newId } from "@/lib/ids";
import { currentTrail } from "@/lib/telemetry/trail";
import { cookieName, decodeSession } from "./auth";
import { services } from "./services";

/** A context of the portal's own, for what happens before anybody is known. */
export function systemContext(name: string): Context {
  const { env, log, database, jobs, ring } = services();
  const trail = currentTrail();
  const requestId = trail?.requestId ?? newId("request");
  const scope: Scope = { kind: "system", name };
  return {
    actor: { kind: "system", name },
    db: database.scoped(scope),
    jobs,
    ring,
    env,
    log: trail?.log ?? log.child({ requestId }),
    requestId,
  };
}

/** Who is there, as the database knows it now; null for nobody. */
export async function currentSession(asker: SessionAsker = "person"): Promise<SessionView | null> {
  const jar = await cookies();
  const token = await decodeSession(jar.get(cookieName("session"))?.value);
  return token ? checkSession(systemContext("session"), token, asker) : null;
}

/**
 * The context of a session: its actor, and the database scoped to them. Null without a firm, and for staff
 * who have not given their second factor yet, but where that is what the context is for.
 */
export function contextOf(
  session: SessionView,
  { atGate = false }: { atGate?: boolean | undefined } = {},
): Context | null {
  if (session.gate !== "open" && !atGate) return null;
  const actor = actorOf(session);
  if (!actor) return null;
  const scope: Scope =
    actor.kind === "firm"
      ? { kind: "firm", firmId: actor.firmId }
      : { kind: "staff", personId: actor.personId };
  return { ...systemContext("web"), actor, db: services().database.scoped(scope) };
}

function actorOf(session: SessionView): Extract<Actor, { personId: string }> | null {
  const { personId, sessionId, staffRole, currentFirmId, copiedLinkId } = session;
  if (staffRole) return { kind: "staff", personId, role: staffRole, sessionId };
  if (!currentFirmId) return null;
  const { handOver } = session;
  return { kind: "firm", personId, firmId: currentFirmId, sessionId, copiedLinkId, handOver };
}
