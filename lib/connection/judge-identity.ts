import { and, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { beyondFirm, type Queryable } from "@/lib/db/client";
import { connections, developerAccounts, firms } from "@/lib/db/schema";
import type { IdentityVerdict, Region } from "@/lib/vocabulary";
import type { ConnectionRow } from "./load-facts";
import { compareIdentity } from "./rules";

/**
 * How an account compares with everything that is known of the firm's, as the database is now. Until
 * the transaction ends nobody else judges this account: two firms that confirm it at the same moment
 * would each not see the other. Lock the connection's row before.
 */
export async function judgeIdentity(
  tx: Queryable,
  connection: ConnectionRow,
  found: { region: Region; accountId: string },
  at: Date,
): Promise<IdentityVerdict> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`account:${found.region}:${found.accountId}`}, 0))`,
  );
  const [developer] = await tx
    .select()
    .from(developerAccounts)
    .where(eq(developerAccounts.firmId, connection.firmId));
  const isAllowed = connection.changeAllowedUntil !== null && at < connection.changeAllowedUntil;
  return compareIdentity(found, {
    confirmed: connection.identityConfirmedAt
      ? { region: connection.region, accountId: connection.accountId }
      : null,
    developer: {
      region: developer?.accountRegion ?? null,
      accountId: developer?.accountId ?? null,
    },
    allowed: isAllowed
      ? { region: connection.changeAllowedRegion, accountId: connection.changeAllowedAccountId }
      : null,
    isUsedElsewhere: await isUsedElsewhere(tx, connection, found),
  });
}

/**
 * Whether another firm is connected to this account: a hard sign, and that firm is never named. A
 * customer with two integrations is two firms with one main contact, whom staff alone name.
 */
async function isUsedElsewhere(
  tx: Queryable,
  { id: connectionId, firmId }: ConnectionRow,
  found: { region: Region; accountId: string },
): Promise<boolean> {
  const [mine] = await tx
    .select({ mainContactId: firms.mainContactId })
    .from(firms)
    .where(eq(firms.id, firmId));
  const [other] = await beyondFirm(tx, "whether another firm has the same account", (all) =>
    all
      .select({ id: connections.id })
      .from(connections)
      .innerJoin(firms, eq(firms.id, connections.firmId))
      .where(
        and(
          eq(connections.region, found.region),
          eq(connections.accountId, found.accountId),
          ne(connections.id, connectionId),
          ne(firms.mainContactId, mine?.mainContactId ?? ""),
          isNotNull(connections.identityConfirmedAt),
          isNull(connections.disconnectedAt),
        ),
      )
      .limit(1),
  );
  return other !== undefined;
}
