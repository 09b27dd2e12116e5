import { and, eq, getTableColumns, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { settings } from "@/lib/db/schema";
import type { Env } from "@/lib/env";
import { firstSettings, type AgencySettings } from "./rules";

/** The settings row is one: there is one agency. */
export const SETTINGS_ID = "agency";

const { logoBase64, ...plain } = getTableColumns(settings);
const logoHash = sql<
  string | null
>`left(encode(sha256(convert_to(${logoBase64}, 'UTF8')), 'hex'), 16)`;
/** The logo stays where it is: every page reads the settings. */
const columns = { ...plain, logoHash };

/** The agency's settings inside a transaction: what staff entered, else the environment's values. */
export async function readSettings(db: Queryable, env: Env): Promise<AgencySettings> {
  const [row] = await db.select(columns).from(settings).where(eq(settings.id, SETTINGS_ID));
  const first = firstSettings(env);
  if (!row) return first;
  return {
    agencyName: row.agencyName ?? first.agencyName,
    supportEmail: row.supportEmail ?? first.supportEmail,
    website: row.website ?? first.website,
    timeZone: row.timeZone ?? first.timeZone,
    hubspotGuideUrl: row.hubspotGuideUrl,
    pipedriveGuideUrl: row.pipedriveGuideUrl,
    checklistUrl: row.checklistUrl,
    servicesUrl: row.servicesUrl,
    clioSupportEmail: row.clioSupportEmail,
    holidays: row.holidays,
    goesLiveByItself: row.goesLiveByItself,
    accentColour: row.accentColour,
    logoHash: row.logoHash,
    problemMailDays: row.problemMailDays ?? first.problemMailDays,
    eraseAfterDays: row.eraseAfterDays,
    version: row.version,
  };
}

/** The agency's settings as `readSettings` says. */
export function loadSettings(ctx: Context): Promise<AgencySettings> {
  return ctx.db.query((db) => readSettings(db, ctx.env));
}

/** The logo that an address names by its hash; null when there is another one, or none. */
export async function loadLogo(ctx: Context, hash: string): Promise<Buffer | null> {
  const [row] = await ctx.db.query((db) =>
    db
      .select({ logo: logoBase64 })
      .from(settings)
      .where(and(eq(settings.id, SETTINGS_ID), eq(logoHash, hash))),
  );
  return row?.logo ? Buffer.from(row.logo, "base64") : null;
}
