import type { NoticeKind } from "@/components/ui/notice";
import { isRefused } from "@/lib/connection/rules";
import type { ConnectionView, PendingView, ScopeView } from "@/lib/connection/views";
import type { AttemptOutcome } from "@/lib/vocabulary";

export type Ending = { kind: NoticeKind; title: string; text: string };

/** How each trip to Clio may end, in the firm's words: heading, one cause, one next action. */
const outcomes: Record<AttemptOutcome, Ending> = {
  connected: {
    kind: "ok",
    title: "Connected",
    text: "Your Clio account is connected. Below you see what each permission gave.",
  },
  confirm_account: {
    kind: "warn",
    title: "Is this your firm’s live account?",
    text: "Clio goes on with whoever is signed in there, and a trial or developer account holds test data. So please look before we use it; nothing is connected until you say yes.",
  },
  different_account: {
    kind: "warn",
    title: "This is a different account",
    text: "Nothing was replaced. Sign in to Clio with the account that was connected before, or ask us.",
  },
  account_unreadable: {
    kind: "warn",
    title: "We cannot see which account this is",
    text: "Clio does not tell us, because it refuses the permission “Users”. Nothing is connected until we can see it.",
  },
  fewer_permissions: {
    kind: "warn",
    title: "This connection may do less than the one you have",
    text: "The one you have goes on working, and stays unless your firm takes this one.",
  },
  declined: {
    kind: "info",
    title: "You chose not to allow access",
    text: "Nothing has changed. You can try again whenever you like, or ask us.",
  },
  expired: {
    kind: "info",
    title: "This took too long or was already used",
    text: "A trip to Clio counts once, and for one hour. Nothing has changed. Please start again.",
  },
  keys_refused: {
    kind: "bad",
    title: "Clio did not accept the application’s keys",
    text: "Compare the values below with your application’s page in Clio, and send the keys again if they differ.",
  },
  clio_unavailable: {
    kind: "wait",
    title: "Clio is not answering",
    text: "There is nothing wrong on your side. Please press Connect Clio again in a few minutes.",
  },
  answer_refused: {
    kind: "info",
    title: "Clio’s answer was not complete",
    text: "Nothing has changed. Please start again.",
  },
};

/** For a return that belongs to no trip of this person and browser. */
export const NOT_YOURS: Ending = {
  kind: "info",
  title: "This took too long, was already used, or was opened in another browser",
  text: "A trip to Clio counts once, in the browser in which it began. Nothing has changed. If you started again in another tab, go on there; otherwise start again here.",
};
const OUR_KEYS_REFUSED: Ending = {
  kind: "wait",
  title: "Clio did not accept our application’s keys",
  text: "This is ours to mend. We have been told, and write to you when you can connect; there is nothing for you to do.",
};
const ACCESS_MISSING: Ending = {
  kind: "warn",
  title: "Connected, but some access is missing",
  text: "The table below shows which permission is refused, and where to mend it.",
};
const READING_ACCOUNT: Ending = {
  ...outcomes.clio_unavailable,
  text: "We have your permission and are checking the account. We go on by ourselves, and you need not wait here.",
};
const PLAN_SUSPECTED: Ending = {
  kind: "warn",
  title: "Clio refuses everything",
  text: "Clio let you allow the access, and then refused every permission. The likeliest cause is your plan. Please look at it first.",
};
const AGENCY_CONFIRMS: Ending = {
  kind: "wait",
  title: "We look at this account first",
  text: "It does not carry your firm’s name, so we make sure before it is used. We write to you; there is nothing for you to do.",
};
const DEVELOPER_ACCOUNT: Ending = {
  kind: "warn",
  title: "This is your developer account",
  text: "It holds test data. Nothing was replaced. Sign in to Clio with your firm’s live account and connect again.",
};
const USED_ELSEWHERE: Ending = {
  kind: "warn",
  title: "This account cannot be connected here",
  text: "It is connected in another place already. Nothing was replaced. Use your firm’s own account, or ask us.",
};

/** What the question is that waits for somebody, in words. */
function pendingWords(pending: PendingView): Ending {
  if (pending.reason === "plan_suspected") return PLAN_SUSPECTED;
  if (pending.reason === "agency_confirms") return AGENCY_CONFIRMS;
  if (pending.reason !== "different_account") return outcomes[pending.reason];
  if (pending.verdict === "developer") return DEVELOPER_ACCOUNT;
  return pending.verdict === "used_elsewhere" ? USED_ELSEWHERE : outcomes.different_account;
}

/** Endings that a question which waits meanwhile replaces with its own words. */
const SETTLED_LATER: ReadonlySet<AttemptOutcome> = new Set([
  "clio_unavailable",
  "confirm_account",
  "different_account",
  "account_unreadable",
  "fewer_permissions",
]);

/** Needed, and refused although it was asked for; what was added since is another matter. */
const isMissing = (scope: ScopeView) => scope.required && !scope.isToAllow && isRefused(scope);

/**
 * What a page says first: how the trip ended, as things stand by now; without a trip, the question
 * that waits for somebody, if there is one.
 */
export function endingOf(outcome: AttemptOutcome | null, view: ConnectionView): Ending | null {
  const waiting = view.pending ? pendingWords(view.pending) : null;
  if (outcome === null || (SETTLED_LATER.has(outcome) && waiting)) return waiting;
  if (outcome === "clio_unavailable" && view.isReadingAccount) return READING_ACCOUNT;
  // The question was answered since: the page says how things are now.
  if (SETTLED_LATER.has(outcome) && outcome !== "clio_unavailable") return null;
  if (outcome === "keys_refused" && view.isAgencyApplication) return OUR_KEYS_REFUSED;
  const isLess =
    outcome === "connected" &&
    (view.reason === "permission_missing" || view.scopes.some(isMissing));
  if (outcome === "connected" && view.reason === "plan_suspected") return PLAN_SUSPECTED;
  return isLess ? ACCESS_MISSING : outcomes[outcome];
}
