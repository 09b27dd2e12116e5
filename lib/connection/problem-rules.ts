import type { MissingPermission } from "@/lib/mail/templates/problem-mails";
import type { ProblemKind, ScopeResult } from "@/lib/vocabulary";
import { CONFIRM_AFTER_MS } from "./due-rules";
import type { StatusFacts } from "./rules";

const DAY_MS = 24 * 60 * 60 * 1000;

type Status = Pick<StatusFacts, "status" | "reason" | "actor">;

/** What a firm has to mend, by its status; null while it is nobody's or another one's turn. */
export function problemOf({ status, reason, actor }: Status): ProblemKind | null {
  if (actor !== "firm") return null;
  if (status === "access_ended") return "access_ended";
  if (status !== "needs_attention") return null;
  const kinds = ["keys_refused", "permission_missing", "plan_suspected"] as const;
  return kinds.find((kind) => kind === reason) ?? null;
}

/**
 * How a status ends what was open: `mended` when everything works, `given_up` when the firm has
 * disconnected. Anything else (checking, another question) leaves it open, and unmailed.
 */
export function endOfProblems({ status }: Status): "mended" | "given_up" | null {
  if (status === "working") return "mended";
  return status === "not_connected" ? "given_up" : null;
}

/**
 * When a problem that begins now is believed and first mailed. The end of the access is definite, and so
 * is the refusal of keys that a connection lives on (`isInUse`): they were changed in Clio. Keys that
 * were just sent get a quarter of an hour, in which the person at the form may correct them. A refused
 * permission waits for a second check (`isConfirmed`).
 */
export function firstMail(
  kind: ProblemKind,
  now: Date,
  isInUse: boolean,
): { confirmedAt: Date | null; nextMailAt: Date | null } {
  if (kind === "access_ended" || (kind === "keys_refused" && isInUse))
    return { confirmedAt: now, nextMailAt: now };
  if (kind === "keys_refused") {
    return { confirmedAt: null, nextMailAt: new Date(now.getTime() + CONFIRM_AFTER_MS) };
  }
  return { confirmedAt: null, nextMailAt: null };
}

/** Whether a check that failed again, `lastCheckAt`, confirms a problem that waits for one. */
export function isConfirmed(
  problem: { openedAt: Date; confirmedAt: Date | null; nextMailAt: Date | null },
  lastCheckAt: Date | null,
): boolean {
  if (problem.confirmedAt || problem.nextMailAt || !lastCheckAt) return false;
  return lastCheckAt.getTime() - problem.openedAt.getTime() >= CONFIRM_AFTER_MS;
}

/**
 * What follows a mail that goes now, the `mailsSent`-th with it: when the next one is due, by the rhythm's
 * days since the first, and never within a day. With the last one staff are told.
 */
export function afterMail(
  problem: { mailsSent: number; firstMailAt: Date },
  now: Date,
  rhythm: readonly number[],
): { nextMailAt: Date | null; isLast: boolean } {
  const days = rhythm[problem.mailsSent - 1];
  if (days === undefined) return { nextMailAt: null, isLast: true };
  const planned = problem.firstMailAt.getTime() + days * DAY_MS;
  return { nextMailAt: new Date(Math.max(planned, now.getTime() + DAY_MS)), isLast: false };
}

/** Whole days since the first mail; null when none was sent. */
export function daysSinceFirst(
  problem: { mailsSent: number; confirmedAt: Date | null },
  now: Date,
): number | null {
  if (problem.mailsSent === 0 || !problem.confirmedAt) return null;
  return Math.max(1, Math.round((now.getTime() - problem.confirmedAt.getTime()) / DAY_MS));
}

/** Where a permission that does not hold is to be mended, in the mail's words. */
export function layerOf(result: ScopeResult): MissingPermission["layer"] {
  if (result === "missing_in_application") return "application";
  if (result === "user_lacks_it") return "user";
  return result === "refused" ? "unknown" : "connect_again";
}
