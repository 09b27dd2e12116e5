import { inArray } from "drizzle-orm";
import { clientIdDigest, sealKeys } from "@/lib/applications/keys";
import { sealTokens } from "@/lib/connection/tokens-at-rest";
import {
  applications,
  connections,
  firms,
  grants,
  people,
  scopeChecks,
  scopeSets,
} from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import { Secret } from "@/lib/logger";
import type { Region } from "@/lib/vocabulary";
import type { House } from "./house";

export type ConnectedFirm = { firmId: string; connectionId: string; grantId: string };

const DAY_MS = 86_400_000;
const MONTH_SECONDS = 2_592_000;

/**
 * So many firms that are connected and working, written straight into the tables with tokens that the
 * sandbox knows: for what is about numbers. All through one application of the agency's, or through
 * one of each firm's own (`owner: "firm"`), which share one of the sandbox's.
 */
export async function connectedFirms(
  house: Pick<House, "system" | "integration" | "control" | "register">,
  input: { count: number; region?: Region; owner?: "agency" | "firm" },
) {
  const { count, region = "us", owner = "agency" } = input;
  const ctx = house.system;
  const integrationId = await house.integration();
  type Made = { id: number; users: { id: number }[] };
  const email = `owner.${newId("person")}@castellan.test`.toLowerCase();
  const account = await house.control<Made>("accounts", { name: "Many", owner: email, region });
  const keys = await house.register(undefined, { region, accountId: account.id });
  const userId = account.users[0]?.id ?? 0;
  const tokens = await house.control<{ access: string; refresh: string }[]>(
    `applications/${keys.appId}/grants`,
    { userId, count },
  );
  const at = new Date();
  const before = new Date(at.getTime() - DAY_MS);
  const [set] = await ctx.db.query((db) =>
    db.query.scopeSets.findMany({ where: (row, { eq }) => eq(row.integrationId, integrationId) }),
  );
  if (!set) throw new Error(`no ${scopeSets.integrationId.name} ${integrationId}`);
  const shared = newId("application");
  const rows = tokens.map(({ access, refresh }, n) => {
    const firm = newId("firm");
    const person = newId("person");
    const connection = newId("connection");
    const application = {
      id: owner === "firm" ? newId("application") : shared,
      firmId: owner === "firm" ? firm : null,
    };
    const grant = { id: newId("grant"), firmId: firm, connectionId: connection };
    const issued = sealTokens(
      ctx,
      grant,
      {
        accessToken: new Secret(access),
        refreshToken: new Secret(refresh),
        expiresInSeconds: MONTH_SECONDS,
      },
      before,
    );
    return {
      person: {
        id: person,
        kind: "firm" as const,
        email: `${person}@many.test`,
        name: `Person ${n}`,
      },
      firm: {
        id: firm,
        name: `Firm ${n}`,
        route: owner === "firm" ? ("firm_private" as const) : ("agency" as const),
        region,
        integrationId,
        mainContactId: person,
        createdBy: person,
      },
      application: {
        ...application,
        ...sealKeys(ctx, application, {
          clientId: keys.key,
          clientSecret: new Secret(keys.secret),
        }),
        name: "Many",
        region,
        integrationId: owner === "firm" ? null : integrationId,
        clientId: keys.key,
        clientIdDigest: clientIdDigest(ctx, region, keys.key),
        deauthorizationKey: application.id,
        keysStoredAt: before,
        keyCheck: "accepted" as const,
        keyAcceptedAt: before,
        verifiedAt: owner === "firm" ? null : before,
      },
      connection: {
        id: connection,
        firmId: firm,
        region,
        accountId: String(account.id),
        accountName: "Many",
        identityConfirmedAt: before,
        connectedAt: before,
        status: "working" as const,
        statusReason: "all_proven" as const,
        statusActor: "nobody" as const,
      },
      grant: {
        ...grant,
        ...issued,
        applicationId: application.id,
        scopeSetId: set.id,
        personId: person,
        region,
        state: "active" as const,
        createdAt: before,
        activatedAt: before,
        accountId: String(account.id),
        accountName: "Many",
        userId: String(userId),
        userName: "Owner",
        userEmail: email,
        identityReadAt: before,
        identityVerdict: "confirmed" as const,
        identityDueAt: new Date(at.getTime() + 3_600_000),
        probesDueAt: new Date(at.getTime() + DAY_MS),
      },
      checks: (["users", "contacts"] as const).map((resource) => ({
        grantId: grant.id,
        resource,
        firmId: firm,
        connectionId: connection,
        result: "works" as const,
        checkedAt: at,
      })),
    };
  });
  const own = owner === "firm" ? rows : rows.slice(0, 1);
  await ctx.db.transaction(async (tx) => {
    await tx.insert(people).values(rows.map(({ person }) => person));
    await tx.insert(firms).values(rows.map(({ firm }) => firm));
    await tx.insert(applications).values(own.map(({ application }) => application));
    await tx.insert(connections).values(rows.map(({ connection }) => connection));
    await tx.insert(grants).values(rows.map(({ grant }) => grant));
    await tx.insert(scopeChecks).values(rows.flatMap(({ checks }) => checks));
  });
  return {
    keys,
    userId,
    applicationId: shared,
    integrationId,
    firms: rows.map(({ firm, connection, grant }): ConnectedFirm => ({
      firmId: firm.id,
      connectionId: connection.id,
      grantId: grant.id,
    })),
  };
}

/** Writes values into the grants of these firms, as nothing of ours does. */
export async function setGrants(
  house: House,
  firms: readonly ConnectedFirm[],
  values: Partial<typeof grants.$inferInsert>,
): Promise<void> {
  const ids = firms.map(({ grantId }) => grantId);
  await house.system.db.query((db) => db.update(grants).set(values).where(inArray(grants.id, ids)));
}

/** The tokens of these grants are due to be renewed, as if 25 of their 30 days had passed. */
export function makeDue(house: House, firms: readonly ConnectedFirm[]): Promise<void> {
  const at = Date.now();
  return setGrants(house, firms, {
    accessIssuedAt: new Date(at - 25 * DAY_MS),
    accessExpiresAt: new Date(at + 5 * DAY_MS),
    refreshedAt: null,
    refreshDueAt: new Date(at - 1000),
  });
}

/** The access tokens of these grants are over, and were not renewed for long. */
export function endTokens(house: House, firms: readonly ConnectedFirm[]): Promise<void> {
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  return setGrants(house, firms, {
    accessIssuedAt: ago(100),
    accessExpiresAt: ago(1),
    refreshDueAt: ago(10),
    refreshedAt: null,
  });
}

/** The row of each of these grants, in their order. */
export async function grantsOf(house: House, firms: readonly ConnectedFirm[]) {
  const ids = firms.map(({ grantId }) => grantId);
  const rows = await house.system.db.query((db) =>
    db.select().from(grants).where(inArray(grants.id, ids)),
  );
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

/** The stored status of each of these firms' connections, as `status reason`. */
export async function statusesOf(house: House, firms: readonly ConnectedFirm[]) {
  const ids = firms.map(({ connectionId }) => connectionId);
  const rows = await house.system.db.query((db) =>
    db.select().from(connections).where(inArray(connections.id, ids)),
  );
  const of = new Map(rows.map((row) => [row.id, `${row.status} ${row.statusReason}`]));
  return ids.map((id) => of.get(id) ?? "none");
}
