import { and, asc, desc, eq, getTableColumns, inArray, ne } from "drizzle-orm";
import { loadCurrentApplications } from "@/lib/applications/queries";
import type { ApplicationRow } from "@/lib/applications/keys";
import type { Queryable } from "@/lib/db/client";
import {
  applications as applicationRows,
  connections,
  firms,
  grants,
  probeRuns,
  reauthorizations,
  scopeChecks,
  scopeSets,
} from "@/lib/db/schema";
import { loadVersions, type VersionView } from "@/lib/integrations/queries";
import { additionOf, type ScopeLine } from "@/lib/integrations/rules";
import type { ScopeResult } from "@/lib/vocabulary";
import { outageOfGrant, toOutageFacts } from "./outage-of-grant";
import { newPermissions, type NewPermissions } from "./reauthorization-rules";
import { settledVersion, type ConnectionFacts, type ScopeFacts } from "./rules";
import type { GrantRow } from "./tokens-at-rest";

export type ConnectionRow = typeof connections.$inferSelect;
type CheckRow = typeof scopeChecks.$inferSelect;
type RunRow = typeof probeRuns.$inferSelect;
export type ReauthorizationRow = typeof reauthorizations.$inferSelect & { version: number };

/** Rows of one connection with the facts that its status is computed from. Stays inside the layer. */
export type LoadedConnection = {
  row: ConnectionRow;
  firm: typeof firms.$inferSelect;
  active: GrantRow | null;
  staged: GrantRow | null;
  lastRun: RunRow | null;
  /** The current version of what the integration needs; null before its first one. */
  version: VersionView | null;
  versions: VersionView[];
  /** The version up to which the connection has settled what is asked. */
  settled: number;
  /** Of any version, in no order. */
  reauthorizations: ReauthorizationRow[];
  scopes: (ScopeLine & ScopeFacts)[];
  facts: ConnectionFacts;
};

/** Everything about these firms' connections, in a handful of statements whatever their number. */
export async function loadFacts(db: Queryable, firmIds: string[]): Promise<LoadedConnection[]> {
  if (firmIds.length === 0) return [];
  const rows = await db.select().from(connections).where(inArray(connections.firmId, firmIds));
  const firmRows = await db.select().from(firms).where(inArray(firms.id, firmIds));
  const currentApplications = await loadCurrentApplications(db, firmRows);
  const connectionIds = rows.map((row) => row.id);
  const grantRows = await db
    .select({ ...getTableColumns(grants), outage: outageOfGrant })
    .from(grants)
    .where(and(inArray(grants.connectionId, connectionIds), ne(grants.state, "retired")));
  const grantApplications = await db
    .select()
    .from(applicationRows)
    .where(
      inArray(
        applicationRows.id,
        grantRows.map((grant) => grant.applicationId),
      ),
    );
  const checks = await db
    .select()
    .from(scopeChecks)
    .where(
      inArray(
        scopeChecks.grantId,
        grantRows.map((grant) => grant.id),
      ),
    );
  const runs = await db
    .selectDistinctOn([probeRuns.connectionId])
    .from(probeRuns)
    .where(inArray(probeRuns.connectionId, connectionIds))
    .orderBy(asc(probeRuns.connectionId), desc(probeRuns.startedAt));
  const versionsOf = await loadVersions(db, [
    ...new Set(firmRows.map((firm) => firm.integrationId)),
  ]);
  const asked = await loadReauthorizations(db, firmIds);

  return rows.flatMap((row) => {
    const firm = firmRows.find((candidate) => candidate.id === row.firmId);
    if (!firm) return [];
    const mine = grantRows.filter((grant) => grant.connectionId === row.id);
    const active = mine.find((grant) => grant.state === "active") ?? null;
    const staged = mine.find((grant) => grant.state === "staged") ?? null;
    const shown = active ?? staged;
    const versions = versionsOf.get(firm.integrationId) ?? [];
    const current = versions.at(0) ?? null;
    const ours = asked.filter((one) => one.connectionId === row.id);
    const own = versions.find(({ id }) => id === shown?.scopeSetId)?.version ?? current?.version;
    const settled = settledVersion(own ?? 0, ours);
    const scopes = (current?.scopes ?? []).map((scope) => ({
      ...scope,
      ...resultFor(
        scope,
        checks.find((check) => check.grantId === shown?.id && check.resource === scope.resource),
      ),
      addition: shown ? additionOf(scope, versions, settled) : null,
    }));
    // A grant belongs to its application for life, whatever the firm's route or newest keys are now.
    const newest = currentApplications.get(row.firmId) ?? null;
    const application = shown
      ? (grantApplications.find((one) => one.id === shown.applicationId) ?? null)
      : newest;
    const lastRun = runs.find((run) => run.connectionId === row.id) ?? null;
    return [
      {
        row,
        firm,
        active,
        staged,
        lastRun,
        version: current,
        versions,
        settled,
        reauthorizations: ours,
        scopes,
        facts: {
          active,
          staged,
          everConnected: row.connectedAt !== null,
          disconnectedAt: row.disconnectedAt,
          keysRefusedOf: refusedKeysOf(application),
          hasOtherKeys:
            newest !== null &&
            newest.id !== application?.id &&
            newest.keysStoredAt !== null &&
            newest.keyCheck !== "refused",
          isAgencyApplication: application !== null && application.firmId === null,
          boxesConfirmedAt: application?.registeredAt ?? application?.verifiedAt ?? null,
          scopes,
          trouble: lastRun?.trouble ?? null,
          failingSince: row.failingSince,
          outage: toOutageFacts(active?.outage ?? null),
        },
      },
    ];
  });
}

async function loadReauthorizations(
  db: Queryable,
  firmIds: string[],
): Promise<ReauthorizationRow[]> {
  const rows = await db
    .select({ row: reauthorizations, version: scopeSets.version })
    .from(reauthorizations)
    .innerJoin(scopeSets, eq(scopeSets.id, reauthorizations.scopeSetId))
    .where(inArray(reauthorizations.firmId, firmIds));
  return rows.map(({ row, version }) => ({ ...row, version }));
}

/** What waits to be allowed at a connection that goes on; one that ended asks for everything anew. */
export function newPermissionsOf(
  { active, scopes, facts }: LoadedConnection,
  at: Date,
): NewPermissions | null {
  if (!active || active.endedAt) return null;
  const { boxesConfirmedAt } = facts;
  return newPermissions(scopes, { createdAt: active.createdAt, boxesConfirmedAt }, at);
}

/** Whose keys Clio refused: those of the firm's own application, or the agency's. */
function refusedKeysOf(application: ApplicationRow | null): "firm" | "agency" | null {
  if (!application?.keysStoredAt || application.keyCheck !== "refused") return null;
  return application.firmId ? "firm" : "agency";
}

/** A resource is probed by reading; for a write scope that is half of the proof, integrations report the other. */
function resultFor(
  scope: ScopeLine,
  check: CheckRow | undefined,
): { result: ScopeResult; checkedAt: Date | null } {
  if (!check) return { result: "not_tested", checkedAt: null };
  const isWrite = check.result === "works" && scope.access === "write";
  const result = isWrite ? (check.writeResult ?? "read_works") : check.result;
  return { result, checkedAt: check.checkedAt };
}
