import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { requireAccessToFirm, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applications, firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { loadScopeSet } from "@/lib/integrations/queries";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { loadSettings } from "@/lib/settings/queries";
import type { KeyCheck, Region } from "@/lib/vocabulary";
import { deauthorizationUrl, redirectUri } from "./addresses";
import type { ApplicationRow } from "./keys";
import { copyFields, permissionBoxes, type CopyField, type PermissionBox } from "./rules";

type FirmRow = typeof firms.$inferSelect;

/** A firm's application as its pages show it: no secret, and of the client ID only its end. */
export type ApplicationView = {
  id: string;
  firmId: string;
  name: string;
  region: Region | null;
  registeredAt: Date | null;
  keysStoredAt: Date | null;
  keysStoredByName: string | null;
  clientIdEnd: string | null;
  keyCheck: KeyCheck;
  keyCheckedAt: Date | null;
  /** The same client ID is at another firm, and staff have not looked yet. */
  isUnderReview: boolean;
  redirectUri: string;
  copyFields: CopyField[];
  permissions: PermissionBox[];
  /** Null until the region is known: each region has its own portal. */
  developerPortalUrl: string | null;
};

/**
 * The firm's current application row, for verbs; the newest one, because other keys make a new row.
 * Throws `not_found` when the firm has none.
 */
export async function requireCurrentApplication(
  db: Queryable,
  firmId: string,
): Promise<ApplicationRow> {
  const [row] = await db
    .select()
    .from(applications)
    .where(eq(applications.firmId, firmId))
    .orderBy(desc(applications.createdAt), desc(applications.id))
    .limit(1);
  if (!row) throw new AppError({ code: "not_found", message: `firm ${firmId} has no application` });
  return row;
}

/**
 * The application that each firm connects with, for lists: its own, or on the route `agency` the
 * proven one of its integration and region. A firm without one is left out.
 */
export async function loadCurrentApplications(
  db: Queryable,
  firmRows: FirmRow[],
): Promise<Map<string, ApplicationRow>> {
  const withOwn = firmRows.filter((firm) => firm.route !== "agency").map((firm) => firm.id);
  const integrationIds = firmRows
    .filter((firm) => firm.route === "agency")
    .map((firm) => firm.integrationId);
  const own =
    withOwn.length === 0
      ? []
      : await db
          .selectDistinctOn([applications.firmId])
          .from(applications)
          .where(inArray(applications.firmId, withOwn))
          .orderBy(applications.firmId, desc(applications.createdAt), desc(applications.id));
  const ours =
    integrationIds.length === 0
      ? []
      : await db
          .select()
          .from(applications)
          .where(
            and(
              inArray(applications.integrationId, integrationIds),
              isNotNull(applications.verifiedAt),
            ),
          )
          .orderBy(desc(applications.verifiedAt), desc(applications.id));
  return new Map(
    firmRows.flatMap((firm) => {
      const row =
        firm.route === "agency"
          ? ours.find(
              (one) => one.integrationId === firm.integrationId && one.region === firm.region,
            )
          : own.find((one) => one.firmId === firm.id);
      return row ? [[firm.id, row] as const] : [];
    }),
  );
}

/**
 * The application that a firm connects with, as `loadCurrentApplications` says. Throws `conflict`
 * while the agency's is not proven.
 */
export async function requireConnectable(db: Queryable, firm: FirmRow): Promise<ApplicationRow> {
  const row = (await loadCurrentApplications(db, [firm])).get(firm.id);
  if (row) return row;
  throw new AppError({
    code: "conflict",
    message: `firm ${firm.id} has no application to connect with`,
    human: "The application is not ready yet. We are working on it and write to you.",
  });
}

/** Whether staff have to look before the keys are used (OC-36). */
export function isUnderReview(row: ApplicationRow): boolean {
  return row.reviewNeededAt !== null && row.reviewedAt === null;
}

/** A firm's own application, if the actor may see it. Throws `not_found` for any other. */
export async function loadApplication(ctx: Context, firmId: string): Promise<ApplicationView> {
  requireAccessToFirm(ctx, firmId);
  const { row, firm, storedBy } = await ctx.db.query(async (db) => {
    const [firm] = await db.select().from(firms).where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    const row = await requireCurrentApplication(db, firmId);
    const [storedBy] = row.keysStoredBy
      ? await db.select({ name: people.name }).from(people).where(eq(people.id, row.keysStoredBy))
      : [];
    return { row, firm, storedBy };
  });
  const scopeSet = await loadScopeSet(ctx, firm.integrationId);
  const agency = await loadSettings(ctx);
  const region = firm.region ?? row.region;
  return {
    id: row.id,
    firmId,
    name: row.name,
    region,
    registeredAt: row.registeredAt,
    keysStoredAt: row.keysStoredAt,
    keysStoredByName: storedBy?.name ?? null,
    clientIdEnd: row.clientIdEnd,
    keyCheck: row.keyCheck,
    keyCheckedAt: row.keyCheckedAt,
    isUnderReview: isUnderReview(row),
    redirectUri: redirectUri(ctx.env),
    copyFields: copyFields({
      applicationName: row.name,
      agencyName: agency.agencyName,
      agencyWebsite: agency.website,
      redirectUri: redirectUri(ctx.env),
      deauthorizationUrl: deauthorizationUrl(ctx.env, row.deauthorizationKey),
      owner: "firm",
    }),
    permissions: permissionBoxes(scopeSet.scopes),
    developerPortalUrl: region ? clioProvider(ctx.env).developerPortalUrl(region) : null,
  };
}
