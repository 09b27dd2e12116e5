import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Context, HandOver } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { firmMembers, firms, links, people, sessions, staffFactors } from "@/lib/db/schema";
import { isLoopbackOrigin, oidcSettings } from "@/lib/env";
import { handOverSteps, type SessionMethod, type StaffRole } from "@/lib/vocabulary";
import { SESSION_IDLE_SECONDS } from "./rules";
import { STAFF_IDLE_SECONDS, staffGate, type StaffGate } from "./staff-rules";

export type SessionView = {
  sessionId: string;
  personId: string;
  personName: string;
  personEmail: string;
  copiedLinkId: string | null;
  /** Set for somebody who came by a handed-over step. */
  handOver: HandOver | null;
  /** A mailed code was entered in this session. */
  isCodeConfirmed: boolean;
  staffRole: StaffRole | null;
  /** Of staff's: whether a second factor stands between this session and staff's pages. */
  gate: StaffGate;
  hasFactor: boolean;
  method: SessionMethod;
  /** The firms of a member, by name; the current one is among them. */
  firms: { id: string; name: string }[];
  currentFirmId: string | null;
};

/** A page that asks by itself while it is open keeps nobody signed in who has left. */
export type SessionAsker = "person" | "page";

/**
 * The session of a token as the database knows it now: not ended, neither idle nor absolute limit
 * reached, person not disabled, link not revoked. Null otherwise. Moves the idle limit on when a person asks.
 */
export async function checkSession(
  ctx: Context,
  token: string,
  asker: SessionAsker = "person",
): Promise<SessionView | null> {
  return ctx.db.query(async (db) => {
    const [row] = await db
      .select({
        session: sessions,
        person: people,
        link: links,
        factorId: staffFactors.id,
      })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.personId))
      .leftJoin(links, eq(links.id, sessions.linkId))
      .leftJoin(
        staffFactors,
        and(eq(staffFactors.personId, people.id), isNotNull(staffFactors.confirmedAt)),
      )
      .where(
        and(
          eq(sessions.tokenHash, hashToken(token)),
          isNull(sessions.endedAt),
          gt(sessions.idleExpiresAt, sql`now()`),
          gt(sessions.expiresAt, sql`now()`),
          isNull(people.disabledAt),
        ),
      );
    if (!row || row.link?.revokedAt) return null;
    const { session, person, link } = row;
    const step = handOverSteps.find((one) => one === link?.step);
    const handOver = link?.purpose === "hand_over" && step ? { linkId: link.id, step } : null;
    const isStaff = person.kind === "staff";
    const hasFactor = row.factorId !== null;
    const idleSeconds = isStaff ? STAFF_IDLE_SECONDS : SESSION_IDLE_SECONDS;
    if (asker === "person") {
      await db
        .update(sessions)
        .set({
          seenAt: sql`now()`,
          idleExpiresAt: sql`now() + make_interval(secs => ${idleSeconds})`,
        })
        .where(eq(sessions.id, session.id));
    }
    const mine = isStaff ? [] : await firmsOf(db, person.id, handOver && link);
    const current = mine.find((firm) => firm.id === session.currentFirmId) ?? mine[0];
    return {
      sessionId: session.id,
      personId: person.id,
      personName: person.name,
      personEmail: person.email,
      copiedLinkId: link?.copied ? link.id : null,
      handOver,
      isCodeConfirmed: session.codeConfirmedAt !== null,
      staffRole: isStaff ? person.staffRole : null,
      gate: isStaff
        ? staffGate({
            method: session.method,
            isFactorGiven: session.secondFactorAt !== null,
            hasFactor,
            isLoopback: isLoopbackOrigin(ctx.env.PORTAL_URL),
            hasOidc: oidcSettings(ctx.env) !== null,
          })
        : "open",
      hasFactor,
      method: session.method,
      firms: mine,
      currentFirmId: current?.id ?? null,
    };
  });
}

/** The firms of a member that are not closed; of somebody who came by a handed-over step, the one firm of that step. */
async function firmsOf(
  db: Queryable,
  personId: string,
  handOverLink: { firmId: string | null } | null | undefined,
): Promise<{ id: string; name: string }[]> {
  if (handOverLink) {
    return db
      .select({ id: firms.id, name: firms.name })
      .from(firms)
      .where(and(eq(firms.id, handOverLink.firmId ?? ""), isNull(firms.closedAt)));
  }
  return db
    .select({ id: firms.id, name: firms.name })
    .from(firmMembers)
    .innerJoin(firms, eq(firms.id, firmMembers.firmId))
    .where(
      and(
        eq(firmMembers.personId, personId),
        isNull(firmMembers.removedAt),
        isNull(firms.closedAt),
      ),
    )
    .orderBy(asc(firms.name));
}
