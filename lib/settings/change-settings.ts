import { sql } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { queueMarks, queueRows } from "@/lib/db/schema";
import { isTimeZone } from "@/lib/env";
import { recordEvent } from "@/lib/events/record-event";
import { ERASE_AFTER_DAYS, isDay, PROBLEM_MAIL_DAYS, readRhythm } from "./rules";
import { saveSettings, versionField } from "./save-settings";

const MAX_HOLIDAYS = 200;
const MOST_ERASE_DAYS = 365;

const text = (missing: string) => z.string().trim().min(1, missing).max(120, "This is too long.");
const address = z
  .string()
  .trim()
  .max(254, "This is too long.")
  .refine((value) => value === "" || /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(value), {
    error: "Enter one e-mail address, such as help@agency.com.",
  });
const webAddress = z
  .string()
  .trim()
  .max(500, "This is too long.")
  .refine((value) => value === "" || isWebAddress(value), {
    error: "Enter a web address that begins with https://.",
  });
const optional = (value: string) => (value === "" ? null : value);

function isWebAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username } = new URL(value);
  return protocol === "https:" && username === "";
}

/** POST /api/staff/settings. Holidays are days, one on a line. */
export const settingsInput = z.strictObject({
  agency_name: text("Enter the agency’s name."),
  support_email: address.min(1, "Enter the address that firms write to."),
  website: webAddress.min(1, "Enter the agency’s web address."),
  time_zone: z.string().trim().refine(isTimeZone, {
    error: "Enter a time zone such as America/New_York.",
  }),
  hubspot_guide_url: webAddress.default(""),
  pipedrive_guide_url: webAddress.default(""),
  checklist_url: webAddress.default(""),
  services_url: webAddress.default(""),
  clio_support_email: address.default(""),
  holidays: z
    .string()
    .default("")
    .transform((value) => value.split(/[\s,]+/).filter(Boolean))
    .refine((days) => days.length <= MAX_HOLIDAYS && days.every(isDay), {
      error: "Enter one day on each line, such as 2026-12-25.",
    }),
  goes_live: z.enum(["by_staff", "by_itself"]).default("by_staff"),
  problem_mail_days: z
    .string()
    .default(PROBLEM_MAIL_DAYS.join(", "))
    .transform((text, problems) => {
      const days = readRhythm(text);
      if (days) return days;
      problems.addIssue({
        code: "custom",
        message: "Enter up to eight days that grow, such as 1, 3, 7, 14; the last at most 90.",
      });
      return z.NEVER;
    }),
  erase_after_days: z
    .string()
    .trim()
    .default(String(ERASE_AFTER_DAYS))
    .refine((text) => /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MOST_ERASE_DAYS, {
      error: `Enter a number of days from 1 to ${MOST_ERASE_DAYS}.`,
    })
    .transform(Number),
  version: versionField,
});
export type SettingsInput = z.infer<typeof settingsInput>;

/**
 * Staff with role admin change the agency's settings; all of them at once, with an event. Throws
 * `conflict` when somebody saved another version meanwhile.
 */
export async function changeSettings(ctx: Context, input: SettingsInput): Promise<void> {
  const { personId } = requireStaff(ctx, "admin");
  const at = await now(ctx);
  const values = {
    agencyName: input.agency_name,
    supportEmail: input.support_email,
    website: input.website,
    timeZone: input.time_zone,
    hubspotGuideUrl: optional(input.hubspot_guide_url),
    pipedriveGuideUrl: optional(input.pipedrive_guide_url),
    checklistUrl: optional(input.checklist_url),
    servicesUrl: optional(input.services_url),
    clioSupportEmail: optional(input.clio_support_email),
    holidays: [...new Set(input.holidays)].toSorted(),
    goesLiveByItself: input.goes_live === "by_itself",
    problemMailDays: input.problem_mail_days,
    eraseAfterDays: input.erase_after_days,
  };
  await ctx.db.transaction(async (tx) => {
    await saveSettings(tx, { version: input.version, personId, at }, values);
    await markReminders(tx);
    await recordEvent(tx, ctx, {
      kind: "settings.changed",
      firmId: null,
      data: { what: "agency" },
    });
  });
}

/** The calendar decides when reminders are due: the queue's rows are computed anew. */
async function markReminders(tx: Queryable): Promise<void> {
  await tx.execute(sql`
    insert into ${queueMarks} (firm_id)
    select ${queueRows.firmId} from ${queueRows} where ${queueRows.reminderStep} is not null`);
}
