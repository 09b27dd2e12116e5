import { and, eq, sql, type SQL } from "drizzle-orm";
import type { ApplicationRow } from "@/lib/applications/keys";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { Gathered } from "@/lib/db/gathered";
import { grants, providerPauses } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { isHouseOpen } from "@/lib/settings/quarantine";
import type { Region } from "@/lib/vocabulary";
import { isLetThrough, isRegionOpen } from "./provider-gate";
import type { GrantRow } from "./tokens-at-rest";

/** Longer than a call may take (15 s) by a wide margin: a lease that ends early would let two in. */
const LEASE_MS = 60_000;

/** What renewing needs of a grant and its application, and no more. */
export type LeasedGrant = Pick<
  GrantRow,
  | "id"
  | "firmId"
  | "connectionId"
  | "applicationId"
  | "region"
  | "refreshTokenSealed"
  | "accessIssuedAt"
  | "accessExpiresAt"
  | "refusedAt"
  | "endedAt"
  | "refreshedAt"
  | "refreshFailures"
  | "refreshOutcome"
  | "refreshDueAt"
  | "fence"
>;

export type Leased = {
  grant: LeasedGrant;
  application: Pick<
    ApplicationRow,
    "id" | "firmId" | "clientIdSealed" | "clientSecretSealed" | "keyCheck" | "keyCheckedAt"
  >;
  /** The database's time when the lease was taken, carried on by this process's steady clock. */
  now: () => Date;
};

/**
 * One conditional UPDATE on the database's clock decides who is in; it also reads the row anew, and the
 * keys that it is renewed with. Null when somebody else is at it, when the grant's region is paused for
 * this caller, or in quarantine.
 */
export async function takeLease(ctx: Context, grantId: string): Promise<Leased | null> {
  return ctx.db.query(async (db) => {
    if (isLetThrough(ctx)) return leaseAlone(db, grantId, sql`true`);
    // Who gets none with the others may only have met somebody at work on the row: that one is waited for.
    return (await leasesOn(db).take(grantId)) ?? leaseAlone(db, grantId, isRegionOpen);
  });
}

async function leaseAlone(db: Queryable, grantId: string, isOpen: SQL): Promise<Leased | null> {
  const leased = await lease(db, sql`grants.id = ${grantId}`, isOpen);
  return leased.get(grantId) ?? null;
}

const gathered = new WeakMap<Queryable, Gathered<Leased>>();

/** The leases that are asked for at once on one database: a commit for each would wait for the disk each time. */
function leasesOn(db: Queryable): Gathered<Leased> {
  let leases = gathered.get(db);
  if (!leases) {
    leases = new Gathered((ids) => {
      const among = sql`grants.id in (select id from grants
        where id = any(string_to_array(${ids.join(",")}, ',')) for update skip locked)`;
      return lease(db, among, isRegionOpen);
    });
    gathered.set(db, leases);
  }
  return leases;
}

/** By hand: hundreds in a second are asked for, and building it from columns takes longer than it does. */
async function lease(db: Queryable, which: SQL, isOpen: SQL): Promise<Map<string, Leased>> {
  const rows = await db.execute<LeasedRow>(sql`update grants set lease_owner = ${newId("request")},
      lease_until = now() + make_interval(secs => ${LEASE_MS / 1000}), fence = fence + 1
    from applications a
    where ${which} and a.id = grants.application_id
      and (lease_until is null or lease_until < now()) and ${isOpen} and ${isHouseOpen}
    returning grants.id, grants.firm_id, connection_id, application_id, grants.region,
      refresh_token_sealed, access_issued_at, access_expires_at, refused_at, ended_at, refreshed_at,
      refresh_failures, refresh_outcome, refresh_due_at, fence, a.firm_id as owner_id,
      a.client_id_sealed, a.client_secret_sealed, a.key_check, a.key_checked_at, now() as at`);
  return new Map(rows.map((row) => [row.id, leasedOf(row)]));
}

type LeasedRow = {
  id: string;
  firm_id: string;
  connection_id: string;
  application_id: string;
  region: Region;
  refresh_token_sealed: string | null;
  access_issued_at: string;
  access_expires_at: string;
  refused_at: string | null;
  ended_at: string | null;
  refreshed_at: string | null;
  refresh_failures: number;
  refresh_outcome: GrantRow["refreshOutcome"];
  refresh_due_at: string | null;
  fence: string;
  owner_id: string | null;
  client_id_sealed: string | null;
  client_secret_sealed: string | null;
  key_check: ApplicationRow["keyCheck"];
  key_checked_at: string | null;
  at: string;
};

const instant = (text: string | null) => (text === null ? null : new Date(text));

function leasedOf(row: LeasedRow): Leased {
  const taken = performance.now();
  const at = Date.parse(row.at);
  return {
    grant: {
      id: row.id,
      firmId: row.firm_id,
      connectionId: row.connection_id,
      applicationId: row.application_id,
      region: row.region,
      refreshTokenSealed: row.refresh_token_sealed,
      accessIssuedAt: new Date(row.access_issued_at),
      accessExpiresAt: new Date(row.access_expires_at),
      refusedAt: instant(row.refused_at),
      endedAt: instant(row.ended_at),
      refreshedAt: instant(row.refreshed_at),
      refreshFailures: row.refresh_failures,
      refreshOutcome: row.refresh_outcome,
      refreshDueAt: instant(row.refresh_due_at),
      fence: Number(row.fence),
    },
    application: {
      id: row.application_id,
      firmId: row.owner_id,
      clientIdSealed: row.client_id_sealed,
      clientSecretSealed: row.client_secret_sealed,
      keyCheck: row.key_check,
      keyCheckedAt: instant(row.key_checked_at),
    },
    now: () => new Date(at + (performance.now() - taken)),
  };
}

/** Why no lease was given: the grant when its region is paused, null when somebody else has the lease. */
export async function pausedGrant(ctx: Context, grantId: string): Promise<GrantRow | null> {
  const [paused] = await ctx.db.query((db) =>
    db
      .select({ grant: grants })
      .from(providerPauses)
      .innerJoin(grants, eq(grants.region, providerPauses.region))
      .where(eq(grants.id, grantId)),
  );
  return paused?.grant ?? null;
}

/**
 * Gives the lease back, unless it was lost: at once for somebody else. `dueAt` is when its tokens are due
 * then, where that turned out to be another time than is written.
 */
export async function releaseLease(ctx: Context, grant: LeasedGrant, dueAt?: Date): Promise<void> {
  await ctx.db.query((db) =>
    db
      .update(grants)
      .set({ leaseOwner: null, leaseUntil: null, refreshDueAt: dueAt })
      .where(and(eq(grants.id, grant.id), eq(grants.fence, grant.fence))),
  );
}
