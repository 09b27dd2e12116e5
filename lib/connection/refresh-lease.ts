import { and, eq, getTableColumns, isNull, lt, or, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { grants, providerPauses } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { isHouseOpen } from "@/lib/settings/quarantine";
import { isLetThrough, isRegionOpen } from "./provider-gate";
import type { GrantRow } from "./tokens-at-rest";

/** Longer than a call may take (15 s) by a wide margin: a lease that ends early would let two in. */
const LEASE_MS = 60_000;

export type Leased = {
  grant: GrantRow;
  /** The database's time when the lease was taken, carried on by this process's steady clock. */
  now: () => Date;
};

/**
 * One conditional UPDATE on the database's clock decides who is in; it also reads the row anew. Null
 * when somebody else is at it, when the grant's region is paused for this caller, or in quarantine.
 */
export async function takeLease(ctx: Context, grantId: string): Promise<Leased | null> {
  const owner = newId("request");
  const [found] = await ctx.db.query((db) =>
    db
      .update(grants)
      .set({
        leaseOwner: owner,
        leaseUntil: sql`now() + make_interval(secs => ${LEASE_MS / 1000})`,
        fence: sql`${grants.fence} + 1`,
      })
      .where(
        and(
          eq(grants.id, grantId),
          or(isNull(grants.leaseUntil), lt(grants.leaseUntil, sql`now()`)),
          isLetThrough(ctx) ? undefined : isRegionOpen,
          isHouseOpen,
        ),
      )
      .returning({ grant: getTableColumns(grants), at: sql`now()`.mapWith(grants.createdAt) }),
  );
  if (!found) return null;
  const taken = performance.now();
  const elapsedMs = () => performance.now() - taken;
  return { grant: found.grant, now: () => new Date(found.at.getTime() + elapsedMs()) };
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

/** Gives the lease back, unless it was lost: at once for somebody else, with nothing changed. */
export async function releaseLease(ctx: Context, grant: GrantRow): Promise<void> {
  await ctx.db.query((db) =>
    db
      .update(grants)
      .set({ leaseOwner: null, leaseUntil: null })
      .where(and(eq(grants.id, grant.id), eq(grants.fence, grant.fence))),
  );
}
