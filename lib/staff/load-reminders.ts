import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { firmMembers, firms, people, queueRows, reminderRules } from "@/lib/db/schema";
import {
  reminderRuleOf,
  reminderState,
  type ReminderFacts,
  type StoredRule,
} from "@/lib/onboarding/reminder-rules";
import type { AgencySettings } from "@/lib/settings/rules";
import type { Route } from "@/lib/vocabulary";
import type { QueueRow } from "./queue-rules";
import { waitOf } from "./reminder-wait";

type Calendar = Pick<AgencySettings, "timeZone" | "holidays">;
type Row = Parameters<typeof waitOf>[0] & { firmId: string; route: Route };

/** The facts of the reminders of rows of the queue, in two statements whatever their number. */
export async function loadReminderFacts(
  db: Queryable,
  rows: Row[],
  { timeZone, holidays }: Calendar,
): Promise<Map<string, ReminderFacts>> {
  if (rows.length === 0) return new Map();
  const rules = await readRules(db);
  const known = await db
    .select({
      firmId: firms.id,
      pausedUntil: firms.remindersPausedUntil,
      secondContactId: people.id,
      step: queueRows.reminderStep,
      since: queueRows.reminderSince,
      level: queueRows.reminderLevel,
    })
    .from(firms)
    .leftJoin(queueRows, eq(queueRows.firmId, firms.id))
    // Whoever left the firm, or is no member, is not written to.
    .leftJoin(
      firmMembers,
      and(
        eq(firmMembers.firmId, firms.id),
        eq(firmMembers.personId, firms.secondContactId),
        isNull(firmMembers.removedAt),
      ),
    )
    .leftJoin(people, and(eq(people.id, firmMembers.personId), isNull(people.disabledAt)))
    .where(
      inArray(
        firms.id,
        rows.map(({ firmId }) => firmId),
      ),
    );
  const byFirm = new Map(known.map((one) => [one.firmId, one]));
  return new Map(
    rows.map((row) => {
      const found = byFirm.get(row.firmId);
      const wait = waitOf(row, timeZone);
      const rule = reminderRuleOf(rules, { route: row.route, step: wait?.step ?? "plan" });
      const before = {
        step: found?.step ?? null,
        since: found?.since ?? null,
        level: found?.level ?? 0,
      };
      const { pausedUntil = null, secondContactId = null } = found ?? {};
      const hasSecondContact = secondContactId !== null;
      return [
        row.firmId,
        { wait, before, rule, hasSecondContact, pausedUntil, holidays, timeZone },
      ];
    }),
  );
}

/** The columns of the queue's rows that say where their reminders stand, by firm. */
export async function reminderColumns(
  db: Queryable,
  rows: QueueRow[],
  calendar: Calendar,
): Promise<Map<string, ReminderColumns>> {
  const facts = await loadReminderFacts(db, rows, calendar);
  return new Map([...facts].map(([firmId, one]) => [firmId, columnsOf(one)]));
}

export type ReminderColumns = Pick<
  typeof queueRows.$inferSelect,
  "reminderStep" | "reminderSince" | "reminderLevel" | "reminderDueAt"
>;

function columnsOf(facts: ReminderFacts): ReminderColumns {
  const { step, since, level, dueAt } = reminderState(facts);
  return { reminderStep: step, reminderSince: since, reminderLevel: level, reminderDueAt: dueAt };
}

/** What staff said about reminders; steps without a line follow the house's own. */
export async function readRules(db: Queryable): Promise<StoredRule[]> {
  const rows = await db.select().from(reminderRules);
  return rows.map((row) => ({
    route: row.route,
    step: row.step,
    contactAfterDays: row.contactAfterDays,
    secondContactAfterDays: row.secondContactAfterDays,
    ownerAfterDays: row.ownerAfterDays,
    version: row.version,
  }));
}
