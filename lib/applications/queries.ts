import { desc, eq, inArray } from "drizzle-orm";
import { requireAccessToFirm, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applications, firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { loadScopeSet } from "@/lib/integrations/queries";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import type { KeyCheck, Region } from "@/lib/vocabulary";
import { deauthorizationUrl, redirectUri } from "./addresses";
import type { ApplicationRow } from "./keys";
import { copyFields, permissionBoxes, type CopyField, type PermissionBox } from "./rules";

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

/** The current application of each firm, for lists. */
export async function loadCurrentApplications(
  db: Queryable,
  firmIds: string[],
): Promise<Map<string, ApplicationRow>> {
  if (firmIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([applications.firmId])
    .from(applications)
    .where(inArray(applications.firmId, firmIds))
    .orderBy(applications.firmId, desc(applications.createdAt), desc(applications.id));
  return new Map(rows.flatMap((row) => (row.firmId ? [[row.firmId, row] as const] : [])));
}

/** The application of a firm that the actor may see. Throws `not_found` for any other. */
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
    redirectUri: redirectUri(ctx.env),
    copyFields: copyFields({
      applicationName: row.name,
      agencyName: ctx.env.AGENCY_NAME,
      agencyWebsite: ctx.env.AGENCY_WEBSITE,
      redirectUri: redirectUri(ctx.env),
      deauthorizationUrl: deauthorizationUrl(ctx.env, row.deauthorizationKey),
    }),
    permissions: permissionBoxes(scopeSet.scopes),
    developerPortalUrl: region ? clioProvider(ctx.env).developerPortalUrl(region) : null,
  };
}
