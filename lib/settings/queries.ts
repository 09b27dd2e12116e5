import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { settings } from "@/lib/db/schema";
import type { Env } from "@/lib/env";
import { firstSettings, type AgencySettings } from "./rules";

/** The settings row is one: there is one agency. */
export const SETTINGS_ID = "agency";

/** The agency's settings inside a transaction: what staff entered, else the environment's values. */
export async function readSettings(db: Queryable, env: Env): Promise<AgencySettings> {
  const [row] = await db.select().from(settings).where(eq(settings.id, SETTINGS_ID));
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
  };
}

/** The agency's settings as `readSettings` says. */
export function loadSettings(ctx: Context): Promise<AgencySettings> {
  return ctx.db.query((db) => readSettings(db, ctx.env));
}
