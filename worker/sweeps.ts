import { queueDue } from "@/lib/connection/queue-due";
import { sweepProblems } from "@/lib/connection/sweep-problems";
import { sweepConnections } from "@/lib/connection/sweep-connections";
import { sweepOutages } from "@/lib/connection/sweep-outages";
import { sweepStatuses } from "@/lib/connection/sweep-statuses";
import { sweepReauthorizations } from "@/lib/connection/sweep-reauthorizations";
import type { Context } from "@/lib/context";
import { anchorEvents } from "@/lib/events/anchor-events";
import { forgetOld } from "@/lib/identity/forget-old";
import { measureHouse } from "@/lib/metrics/measure-house";
import { requeueMails } from "@/lib/mail/requeue-mails";
import { tellOfHeldMails } from "@/lib/mail/tell-of-held-mails";
import { sweepOnboarding } from "@/lib/onboarding/sweep-onboarding";
import { sweepQueue } from "@/lib/staff/sweep-queue";
import { requeueBulk } from "@/lib/staff/retry-bulk";
import { countActivity } from "@/lib/staff/count-activity";
import { countHealth } from "@/lib/staff/count-health";
import { sweepReminders } from "@/lib/staff/sweep-reminders";
import { eraseFirms } from "@/lib/staff/erase-firms";
import { forgetMessages } from "@/lib/webhooks/forget-messages";
import { queueWebhooks } from "@/lib/webhooks/queue-webhooks";
import { forgetReports } from "@/lib/tokens/forget-reports";
import { sweepTokenUses } from "@/lib/tokens/sweep-token-uses";

/** What has to be looked for again and again: each finds a bounded number of things and does or queues them. */
const SWEEPS: Record<string, { everyMs: number; sweep: (ctx: Context) => Promise<unknown> }> = {
  due: { everyMs: 5000, sweep: queueDue },
  connections: { everyMs: 15_000, sweep: sweepConnections },
  outages: { everyMs: 15_000, sweep: sweepOutages },
  statuses: { everyMs: 15_000, sweep: sweepStatuses },
  problems: { everyMs: 15_000, sweep: sweepProblems },
  reauthorizations: { everyMs: 30_000, sweep: sweepReauthorizations },
  queue: { everyMs: 5000, sweep: sweepQueue },
  onboarding: { everyMs: 30_000, sweep: sweepOnboarding },
  reminders: { everyMs: 60_000, sweep: sweepReminders },
  activity: { everyMs: 600_000, sweep: countActivity },
  health: { everyMs: 3_600_000, sweep: countHealth },
  mails: { everyMs: 60_000, sweep: requeueMails },
  bulk: { everyMs: 15_000, sweep: requeueBulk },
  webhooks: { everyMs: 5000, sweep: queueWebhooks },
  measure: { everyMs: 15_000, sweep: measureHouse },
  anchor: { everyMs: 60_000, sweep: anchorEvents },
  held: { everyMs: 30_000, sweep: tellOfHeldMails },
  uses: { everyMs: 60_000, sweep: sweepTokenUses },
  erase: { everyMs: 60_000, sweep: eraseFirms },
  messages: { everyMs: 600_000, sweep: forgetMessages },
  reports: { everyMs: 600_000, sweep: forgetReports },
  forget: { everyMs: 60_000, sweep: forgetOld },
};

/** Runs one sweep by its name; one that this worker does not know belongs to a newer one. */
export async function runSweep(ctx: Context, { name }: { name: string }): Promise<void> {
  await SWEEPS[name]?.sweep(ctx);
}

/**
 * Queues each sweep at its pace. Every worker does, and of one sweep there is one job at a time, so it
 * runs once however many workers there are. Returns how to stop.
 */
export function startSweeps(newContext: () => Context): () => void {
  const timers = Object.entries(SWEEPS).map(([name, { everyMs }]) => {
    const queue = async () => {
      const ctx = newContext();
      await ctx.db
        .transaction((tx) => ctx.jobs.send(tx, "sweep", [{ data: { name }, key: name }]))
        .catch((thrown: unknown) => ctx.log.error({ err: thrown, name }, "a sweep was not queued"));
    };
    void queue();
    return setInterval(() => void queue(), everyMs);
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
