import type { NoticeKind } from "@/components/ui/notice";
import type { ConnectionView } from "@/lib/connection/views";
import type { AttemptOutcome } from "@/lib/vocabulary";

type Ending = { kind: NoticeKind; title: string; text: string };

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
    text: "Please look at the account below before we use it.",
  },
  different_account: {
    kind: "warn",
    title: "This is a different account",
    text: "Nothing was replaced. Sign in to Clio with the account that was connected before, or ask us.",
  },
  account_unreadable: {
    kind: "warn",
    title: "We cannot see which account this is",
    text: "Tick Users in your application’s permissions in Clio, then connect again.",
  },
  fewer_permissions: {
    kind: "warn",
    title: "This connection may do less than the one you have",
    text: "The one you have goes on working. Use another person’s Clio user, or take this one.",
  },
  declined: {
    kind: "info",
    title: "You chose not to allow access",
    text: "Nothing has changed. You can try again whenever you like, or ask us.",
  },
  expired: {
    kind: "info",
    title: "This took too long or was already used",
    text: "Nothing has changed. Please start again.",
  },
  keys_refused: {
    kind: "bad",
    title: "Clio did not accept the application’s keys",
    text: "Compare the keys and the redirect URI with your application’s page in Clio.",
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

const ACCESS_MISSING: Ending = {
  kind: "warn",
  title: "Connected, but some access is missing",
  text: "The table below shows which permission is refused, and where to mend it.",
};
const READING_ACCOUNT: Ending = {
  ...outcomes.clio_unavailable,
  text: "We have your permission and are checking the account. We go on by ourselves.",
};

/**
 * What a page says first: how the trip ended, as things stand by now; without a trip, the question
 * that waits for the person, if there is one.
 */
export function endingOf(outcome: AttemptOutcome | null, view: ConnectionView): Ending | null {
  const waiting = view.pending ? outcomes[view.pending.reason] : null;
  if (outcome === null) return waiting;
  if (outcome === "clio_unavailable") {
    return waiting ?? (view.isReadingAccount ? READING_ACCOUNT : outcomes.clio_unavailable);
  }
  const isLess = outcome === "connected" && view.reason === "permission_missing";
  return isLess ? ACCESS_MISSING : outcomes[outcome];
}
