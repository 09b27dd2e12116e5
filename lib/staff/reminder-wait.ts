import { problemOf } from "@/lib/connection/problem-rules";
import type { Wait } from "@/lib/onboarding/reminder-rules";
import { dayOf } from "@/lib/settings/rules";
import type { QueueRow } from "./queue-rules";

/**
 * What a firm of the queue waits at, for its reminders; null when nobody is reminded of it: it waits for
 * Clio, all goes well, or what is to be mended has mails of its own (a problem, a new permission).
 */
export function waitOf(
  row: Pick<QueueRow, "tab" | "step" | "since" | "status" | "reason" | "actor">,
  timeZone: string,
): Wait | null {
  const { tab, step, since } = row;
  if (!step) return null;
  if (tab === "needs_us") return { step, on: "agency", since: dayOf(since, timeZone) };
  const hasOwnMails = problemOf(row) !== null || row.reason === "reauthorization_due";
  if (tab !== "waiting_firm" || hasOwnMails) return null;
  return { step, on: "firm", since: dayOf(since, timeZone) };
}
