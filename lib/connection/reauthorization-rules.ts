import { namesOfScopes, type ScopeLine } from "@/lib/integrations/rules";
import { dayInWords, dayOf } from "@/lib/settings/rules";
import { isMet, type DoneHow, type ScopeFacts } from "./rules";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A firm that has not authorized again is reminded so many days after the first mail. */
export const REMINDER_DAYS = [1, 3, 7, 14] as const;
/** After the last reminder it is staff's turn. */
export const STAFF_TOLD_AFTER_DAYS = 15;

/** When something is due again after `mailsSent` mails, the first at `firstMailAt`; null: never. */
export function nextMailAt(firstMailAt: Date, mailsSent: number): Date {
  const days = REMINDER_DAYS[mailsSent - 1] ?? STAFF_TOLD_AFTER_DAYS;
  return new Date(firstMailAt.getTime() + days * DAY_MS);
}

/** Whether the firm has had its last mail, and staff are told next. */
export function isStaffsTurn(mailsSent: number): boolean {
  return mailsSent > REMINDER_DAYS.length;
}

/** What a firm has to allow by authorizing again. */
export type NewPermissions = {
  lines: ScopeLine[];
  /** From when on it needs attention without them. */
  dueAt: Date;
  isDue: boolean;
};

/** The required permissions that were added and are known not to hold; null when there are none. */
export function newPermissions(
  scopes: (ScopeLine & ScopeFacts)[],
  grant: { createdAt: Date; boxesConfirmedAt: Date | null },
  now: Date,
): NewPermissions | null {
  const isLacking = (scope: ScopeFacts) =>
    scope.result !== "not_tested" && !isMet(scope, grant.createdAt, grant.boxesConfirmedAt);
  const found = scopes.filter(
    (scope) => scope.required && scope.addition !== null && isLacking(scope),
  );
  const due = found.flatMap(({ addition }) => (addition ? [addition.dueAt.getTime()] : []));
  if (due.length === 0) return null;
  const dueAt = new Date(Math.min(...due));
  const lines = found.map(({ resource, access, required, purpose, impact }) => ({
    resource,
    access,
    required,
    purpose,
    impact,
  }));
  return { lines, dueAt, isDue: dueAt <= now };
}

/** The one sentence about them that pages, the checklist and mails say. */
export function newPermissionsSentence(
  { lines, dueAt, isDue }: NewPermissions,
  { integrationName, timeZone }: { integrationName: string; timeZone: string },
): string {
  const names = namesOfScopes(lines);
  if (isDue) return `“${integrationName}” now also needs ${names}.`;
  const day = dayInWords(dayOf(dueAt, timeZone));
  return `From ${day} on, “${integrationName}” also needs ${names}.`;
}

/** What a draft, once published, would ask of a firm. */
export type FirmEffect = "asked" | "has_it" | "nothing" | "not_connected";

/** What follows from required permissions that a connection has not settled, if it is connected. */
export function firmEffect(
  added: Pick<ScopeLine, "resource" | "access">[],
  known: Pick<ScopeFacts, "resource" | "result">[],
  isConnected: boolean,
): FirmEffect {
  if (!isConnected) return "not_connected";
  if (added.length === 0) return "nothing";
  const works = ({ resource, access }: (typeof added)[number]) =>
    access === "read" && known.some((one) => one.resource === resource && isReadable(one.result));
  return added.every(works) ? "has_it" : "asked";
}

const isReadable = (result: ScopeFacts["result"]) => result === "works" || result === "read_works";

/** Where one firm stands in a campaign. */
export const campaignStates = [
  "trying",
  "mailed",
  "opened",
  "declined",
  "not_connected",
  "reauthorized",
  "existing_grant",
] as const;
export type CampaignState = (typeof campaignStates)[number];

/** Whether a firm was asked and has not answered with a yes. */
export function isAsked(state: CampaignState): boolean {
  return state === "mailed" || state === "opened" || state === "declined";
}

/** Where one firm stands; null when a newer version took the campaign's place. */
export function campaignState(
  row: {
    doneHow: DoneHow | null;
    declinedAt: Date | null;
    openedAt: Date | null;
    mailedAt: Date | null;
  },
  isConnected: boolean,
): CampaignState | null {
  if (row.doneHow === "superseded") return null;
  if (row.doneHow) return row.doneHow;
  if (!isConnected) return "not_connected";
  if (row.declinedAt) return "declined";
  if (row.openedAt) return "opened";
  return row.mailedAt ? "mailed" : "trying";
}
