import { and, eq, isNull, lte, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import {
  connections,
  developerAccounts,
  firmMembers,
  firms,
  mails,
  people,
  reminders,
} from "@/lib/db/schema";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { tellStaff } from "@/lib/mail/tell-staff";
import { reminderMail } from "@/lib/mail/templates/progress-mails";
import { loadSettings } from "@/lib/settings/queries";
import { addDays, dayOf, endOfDay, type AgencySettings, type Day } from "@/lib/settings/rules";
import { endOverrides, goLive } from "./go-live";
import { loadChecklists } from "./queries";
import { seemsReady } from "./ready-firms";
import {
  conversionWait,
  liveGate,
  OVERRIDE_WARNING_DAYS,
  stepWords,
  TRIAL_STAFF_TOLD_ON_DAY,
  trialOf,
} from "./rules";

const BATCH = 50;

/**
 * What comes with the days: reminders that people asked for, staff told of a trial that ends, of a
 * conversion that takes too long and of an override that ends, overrides that are over, and firms that
 * go live by themselves. Bounded; safe to repeat and to run twice at once, for each has its cause.
 */
export async function sweepOnboarding(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const settings = await loadSettings(ctx);
  const today = dayOf(at, settings.timeZone);
  await sendReminders(ctx, today, at);
  await watchDeveloperAccounts(ctx, today, settings);
  await warnOfOverrides(ctx, today, settings);
  await endOverrides(ctx);
  if (settings.goesLiveByItself) await letFirmsGoLive(ctx);
}

async function sendReminders(ctx: Context, today: Day, at: Date): Promise<void> {
  const due = await ctx.db.query((db) =>
    db
      .select({ reminder: reminders, person: { id: people.id, email: people.email } })
      .from(reminders)
      .innerJoin(people, eq(people.id, reminders.personId))
      // Whoever left the firm is not reminded of its steps.
      .innerJoin(
        firmMembers,
        and(
          eq(firmMembers.firmId, reminders.firmId),
          eq(firmMembers.personId, reminders.personId),
          isNull(firmMembers.removedAt),
        ),
      )
      .where(and(isNull(reminders.sentAt), lte(reminders.remindOn, today)))
      .limit(BATCH),
  );
  const checklists = await loadChecklists(ctx, [
    ...new Set(due.map(({ reminder }) => reminder.firmId)),
  ]);
  for (const { reminder, person } of due) {
    const { id, firmId, step } = reminder;
    const found = checklists.get(firmId)?.checklist.steps.find(({ key }) => key === step);
    // Nobody is reminded of what is done.
    const isOpen = found !== undefined && found.state !== "completed";
    await ctx.db.transaction(async (tx) => {
      await tx.update(reminders).set({ sentAt: at }).where(eq(reminders.id, id));
      if (!isOpen) return;
      await queueMail(tx, ctx, {
        kind: "reminder",
        firmId,
        person,
        causeKey: `reminder:${id}`,
        letter: reminderMail({
          ...(await letterhead(tx, ctx, firmId)),
          stepTitle: stepWords[step].title,
        }),
      });
    });
  }
}

async function watchDeveloperAccounts(
  ctx: Context,
  today: Day,
  { holidays }: AgencySettings,
): Promise<void> {
  const open = await ctx.db.query((db) =>
    db
      .select({ account: developerAccounts })
      .from(developerAccounts)
      .innerJoin(firms, eq(firms.id, developerAccounts.firmId))
      .where(and(eq(firms.route, "firm_developer"), isNull(developerAccounts.approvedOn))),
  );
  for (const { account } of open) {
    const { firmId } = account;
    const trial = trialOf(account, today);
    if (trial && !account.appliedOn && trial.day >= TRIAL_STAFF_TOLD_ON_DAY) {
      await tell(ctx, {
        firmId,
        causeKey: `trial:${firmId}:${trial.endsOn}`,
        subject: "the trial is about to end",
        sentence: `The firm’s trial at Clio ends on ${trial.endsOn}, and it has not told us that it applied for the conversion.`,
      });
    }
    if (conversionWait(account, today, holidays).isOverdue) {
      await tell(ctx, {
        firmId,
        causeKey: `conversion:${firmId}:${account.appliedOn}`,
        subject: "Clio has not converted the developer account",
        sentence: `The firm applied to Clio on ${account.appliedOn} and has had no answer for three business days. The firm sees a ready-made mail to Clio; you can also ask your own contacts and note the day.`,
      });
    }
  }
}

async function warnOfOverrides(
  ctx: Context,
  today: Day,
  { timeZone }: AgencySettings,
): Promise<void> {
  const soon = endOfDay(addDays(today, OVERRIDE_WARNING_DAYS - 1), timeZone);
  const ending = await ctx.db.query((db) =>
    db
      .select({ firmId: firms.id, until: firms.liveUntil })
      .from(firms)
      .where(and(eq(firms.liveCause, "override"), lte(firms.liveUntil, soon))),
  );
  for (const { firmId, until } of ending) {
    if (!until) continue;
    await tell(ctx, {
      firmId,
      causeKey: `override:${firmId}:${until.getTime()}`,
      subject: "the override of “live” ends soon",
      sentence: `This firm is live by an override that ends on ${dayOf(new Date(until.getTime() - 1), timeZone)}. After that it is not live any more.`,
    });
  }
}

/** Tells staff once; a second sweep finds the mails of the cause, and asks nothing more. */
async function tell(
  ctx: Context,
  input: { firmId: string; causeKey: string; subject: string; sentence: string },
): Promise<void> {
  const [told] = await ctx.db.query((db) =>
    db
      .select({ id: mails.id })
      .from(mails)
      .where(
        and(
          eq(mails.firmId, input.firmId),
          sql`starts_with(${mails.causeKey}, ${`staff:${input.causeKey}:`})`,
        ),
      )
      .limit(1),
  );
  if (told) return;
  await ctx.db.transaction((tx) => tellStaff(tx, ctx, input));
}

async function letFirmsGoLive(ctx: Context): Promise<void> {
  const ready = await ctx.db.query((db) =>
    db
      .select({ id: firms.id })
      .from(firms)
      .innerJoin(connections, eq(connections.firmId, firms.id))
      .where(seemsReady)
      // Many whose gate is closed must not keep the others waiting for ever.
      .orderBy(sql`random()`)
      .limit(BATCH),
  );
  const checklists = await loadChecklists(
    ctx,
    ready.map(({ id }) => id),
  );
  for (const { firmId, checklist } of checklists.values()) {
    if (!liveGate(checklist).isOpen) continue;
    try {
      await goLive(ctx, { firmId, cause: "by_itself" });
    } catch (thrown) {
      ctx.log.warn({ err: thrown, firm: firmId }, "a firm did not go live");
    }
  }
}
