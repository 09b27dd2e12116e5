import { desc, eq, inArray } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applicationProofs, applications, integrations, people } from "@/lib/db/schema";
import type { ProofOutcome } from "@/lib/db/schema/applications";
import { AppError } from "@/lib/errors";
import { loadDraft, loadScopeSet } from "@/lib/integrations/queries";
import { isSameScope } from "@/lib/integrations/rules";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { loadSettings } from "@/lib/settings/queries";
import type { KeyCheck, Region, Resource, ScopeResult } from "@/lib/vocabulary";
import { deauthorizationUrl, redirectUri } from "./addresses";
import type { ApplicationRow } from "./keys";
import { copyFields, permissionBoxes, type CopyField, type PermissionBox } from "./rules";

export type ProofView = {
  id: string;
  outcome: ProofOutcome | null;
  startedAt: Date;
  endedAt: Date | null;
  results: Partial<Record<Resource, ScopeResult>>;
};

/** An application of the agency's, for staff: no secret, and of the client ID only its end. */
export type AgencyApplicationView = {
  id: string;
  name: string;
  integrationId: string;
  integrationName: string;
  region: Region;
  keyCheck: KeyCheck;
  clientIdEnd: string | null;
  keysStoredAt: Date | null;
  keysStoredByName: string | null;
  verifiedAt: Date | null;
  lastProof: ProofView | null;
};

type Found = {
  row: ApplicationRow;
  integrationName: string;
  storedByName: string | null;
};

export type AgencyApplicationPage = AgencyApplicationView & {
  copyFields: CopyField[];
  /** The boxes of the current version and of a draft: between them, both are needed. */
  permissions: PermissionBox[];
  /** The draft's version and the resources that it adds to the boxes; null without one. */
  draft: { version: number; added: Resource[] } | null;
  developerPortalUrl: string;
};

/** One application of the agency's with what belongs into Clio's form. For staff; throws `not_found`. */
export async function loadAgencyApplication(
  ctx: Context,
  id: string,
): Promise<AgencyApplicationPage> {
  requireStaff(ctx, "viewer");
  const { row, view } = await ctx.db.query(async (db) => {
    const [found] = await select(db).where(eq(applications.id, id));
    if (!found?.row.integrationId) {
      throw new AppError({ code: "not_found", message: `no agency application ${id}` });
    }
    const proofs = await lastProofs(db, [id]);
    return { row: found.row, view: toView(found, proofs.get(id) ?? null) };
  });
  const { scopes: current } = await loadScopeSet(ctx, view.integrationId);
  const draft = await ctx.db.query((db) => loadDraft(db, view.integrationId));
  const added = (draft?.scopes ?? []).filter(
    (line) => !current.some((one) => isSameScope(one, line)),
  );
  const { agencyName, website } = await loadSettings(ctx);
  return {
    ...view,
    copyFields: copyFields({
      applicationName: row.name,
      agencyName,
      agencyWebsite: website,
      redirectUri: redirectUri(ctx.env),
      deauthorizationUrl: deauthorizationUrl(ctx.env, row.deauthorizationKey),
      owner: "agency",
    }),
    permissions: permissionBoxes([...current, ...added]),
    draft: draft && { version: draft.version, added: added.map(({ resource }) => resource) },
    developerPortalUrl: clioProvider(ctx.env).developerPortalUrl(view.region),
  };
}

function select(db: Queryable) {
  return db
    .select({ row: applications, integrationName: integrations.name, storedByName: people.name })
    .from(applications)
    .innerJoin(integrations, eq(integrations.id, applications.integrationId))
    .leftJoin(people, eq(people.id, applications.keysStoredBy))
    .$dynamic();
}

async function lastProofs(db: Queryable, ids: string[]): Promise<Map<string, ProofView>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([applicationProofs.applicationId])
    .from(applicationProofs)
    .where(inArray(applicationProofs.applicationId, ids))
    .orderBy(applicationProofs.applicationId, desc(applicationProofs.createdAt));
  return new Map(
    rows.map((row) => [
      row.applicationId,
      {
        id: row.id,
        outcome: row.outcome,
        startedAt: row.createdAt,
        endedAt: row.outcomeAt,
        results: row.results ?? {},
      },
    ]),
  );
}

function toView(
  { row, integrationName, storedByName }: Found,
  lastProof: ProofView | null,
): AgencyApplicationView {
  return {
    id: row.id,
    name: row.name,
    integrationId: row.integrationId ?? "",
    integrationName,
    region: row.region ?? "us",
    keyCheck: row.keyCheck,
    clientIdEnd: row.clientIdEnd,
    keysStoredAt: row.keysStoredAt,
    keysStoredByName: storedByName,
    verifiedAt: row.verifiedAt,
    lastProof,
  };
}
