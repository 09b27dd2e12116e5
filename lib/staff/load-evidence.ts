import { and, asc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { applications, events, firmKeys, grants, people, scopeSets } from "@/lib/db/schema";
import type { EventKind, GrantState, Region } from "@/lib/vocabulary";

/** One authorization: who gave it, through whom, and what became of its tokens. */
export type GrantEvidence = {
  id: string;
  at: Date;
  /** The person of the firm who was signed in here. */
  personName: string;
  /** The Clio user who pressed Allow, as Clio said. */
  userName: string | null;
  userEmail: string | null;
  accountName: string | null;
  accountId: string | null;
  region: Region;
  isAgencyApplication: boolean;
  version: number;
  state: GrantState;
  endedAt: Date | null;
  /** Neither token is stored any more. */
  areTokensGone: boolean;
};

/** An application of the firm's own, and where its keys are. */
export type KeysEvidence = {
  id: string;
  name: string;
  storedAt: Date | null;
  storedByName: string | null;
  endsWith: string | null;
  hasSecret: boolean;
};

export type DeletionEvidence = { kind: EventKind; at: Date; actorName: string };

export type Evidence = {
  grants: GrantEvidence[];
  keys: KeysEvidence[];
  deletions: DeletionEvidence[];
  /** When the key of its personal text was destroyed. */
  keyDestroyedAt: Date | null;
};

const DELETIONS: EventKind[] = [
  "keys.withdrawn",
  "connection.disconnected",
  "connection.discarded",
  "link.revoked",
  "firm.person_removed",
  "firm.note_removed",
  "firm.closed",
  "firm.erased",
];

/** Who granted what, where the secrets are, and what was overwritten when: never a secret. For staff. */
export async function loadEvidence(ctx: Context, firmId: string): Promise<Evidence> {
  requireStaff(ctx, "viewer");
  return ctx.db.query(async (db) => {
    const given = await db
      .select({
        id: grants.id,
        at: grants.createdAt,
        personName: people.name,
        userName: grants.userName,
        userEmail: grants.userEmail,
        accountName: grants.accountName,
        accountId: grants.accountId,
        region: grants.region,
        owner: applications.firmId,
        version: scopeSets.version,
        state: grants.state,
        endedAt: sql<Date | null>`coalesce(${grants.endedAt}, ${grants.retiredAt})`.mapWith(
          grants.endedAt,
        ),
        areTokensGone: sql<boolean>`${grants.accessTokenSealed} is null and ${grants.refreshTokenSealed} is null`,
      })
      .from(grants)
      .innerJoin(applications, eq(applications.id, grants.applicationId))
      .innerJoin(scopeSets, eq(scopeSets.id, grants.scopeSetId))
      .leftJoin(people, eq(people.id, grants.personId))
      .where(eq(grants.firmId, firmId))
      .orderBy(asc(grants.createdAt));
    const keys = await db
      .select({
        id: applications.id,
        name: applications.name,
        storedAt: applications.keysStoredAt,
        storedByName: people.name,
        endsWith: applications.clientIdEnd,
        hasSecret: sql<boolean>`${applications.clientSecretSealed} is not null`,
      })
      .from(applications)
      .leftJoin(people, eq(people.id, applications.keysStoredBy))
      .where(eq(applications.firmId, firmId))
      .orderBy(asc(applications.createdAt));
    const deletions = await db
      .select({ kind: events.kind, at: events.at, actorName: people.name })
      .from(events)
      .leftJoin(people, eq(people.id, events.actorId))
      .where(and(eq(events.firmId, firmId), inArray(events.kind, DELETIONS)))
      .orderBy(asc(events.seq));
    const [key] = await db
      .select({ destroyedAt: firmKeys.destroyedAt })
      .from(firmKeys)
      .where(and(eq(firmKeys.firmId, firmId), isNotNull(firmKeys.destroyedAt)));
    return {
      grants: given.map(({ owner, personName, ...grant }) => ({
        ...grant,
        personName: personName ?? "Somebody",
        isAgencyApplication: owner === null,
      })),
      keys,
      deletions: deletions.map(({ actorName, ...line }) => ({
        ...line,
        actorName: actorName ?? "The portal",
      })),
      keyDestroyedAt: key?.destroyedAt ?? null,
    };
  });
}
