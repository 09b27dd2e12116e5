import { and, eq, ne } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { grants } from "@/lib/db/schema";
import type { GrantRow } from "./tokens-at-rest";

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long ending an access token at Clio is tried before it is overwritten all the same. */
export const REVOKE_FOR_MS = 3 * DAY_MS;

/**
 * Retires a grant: its refresh token is overwritten at once. Its access token stays sealed until it
 * is ended at Clio (`revokeRetired`), unless another live grant is of the same application, account
 * and user: ending the one could end the other, so then it is overwritten at once, too.
 */
export async function retireGrant(
  tx: Queryable,
  grant: GrantRow,
  at: Date,
  reason: string,
): Promise<void> {
  const isShared = await sharesItsUser(tx, grant);
  await tx
    .update(grants)
    .set({
      state: "retired",
      retiredAt: at,
      retiredReason: reason,
      refreshTokenSealed: null,
      leaseOwner: null,
      leaseUntil: null,
      ...(isShared || grant.endedAt
        ? { accessTokenSealed: null }
        : { revokeBy: new Date(at.getTime() + REVOKE_FOR_MS) }),
    })
    .where(eq(grants.id, grant.id));
}

/**
 * An access token that Clio gave for a grant while it was retired: kept, sealed, until it is ended at Clio
 * like the one before it; or not at all, when ending it could end a living one. Says whether it was kept.
 */
export async function keepUntilEnded(
  tx: Queryable,
  grant: Pick<GrantRow, "id" | "fence">,
  { accessTokenSealed, at }: { accessTokenSealed: string; at: Date },
): Promise<boolean> {
  const isOfThisRetired = and(
    eq(grants.id, grant.id),
    eq(grants.fence, grant.fence),
    eq(grants.state, "retired"),
  );
  const [retired] = await tx.select().from(grants).where(isOfThisRetired).for("update");
  if (!retired || (await sharesItsUser(tx, retired))) return false;
  const revokeBy = new Date(at.getTime() + REVOKE_FOR_MS);
  await tx
    .update(grants)
    .set({ accessTokenSealed, revokeBy, revokeTriedAt: null })
    .where(isOfThisRetired);
  return true;
}

/** Whether another live grant of the application is of the same account and user, as far as is known. */
async function sharesItsUser(tx: Queryable, grant: GrantRow): Promise<boolean> {
  const others = await tx
    .select({ accountId: grants.accountId, userId: grants.userId })
    .from(grants)
    .where(
      and(
        eq(grants.applicationId, grant.applicationId),
        ne(grants.id, grant.id),
        ne(grants.state, "retired"),
      ),
    );
  // Not knowing who is behind a grant counts as the same person: the working one must not end.
  return others.some(
    (other) =>
      other.userId === null ||
      grant.userId === null ||
      (other.userId === grant.userId && other.accountId === grant.accountId),
  );
}

/** Retires the connection's staged grant, if there is one. */
export async function retireStaged(
  tx: Queryable,
  connectionId: string,
  at: Date,
  reason: string,
): Promise<void> {
  const [staged] = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.connectionId, connectionId), eq(grants.state, "staged")));
  if (staged) await retireGrant(tx, staged, at, reason);
}
