import { isRefused } from "@/lib/connection/rules";
import type { ConnectionView } from "@/lib/connection/views";
import type { NextActor, StatusReason } from "@/lib/vocabulary";

/** Why the connection stands as it does, in the firm's words: one sentence, two at most. */
export const statusWords: Record<StatusReason, string> = {
  never_connected: "No Clio account is connected yet.",
  disconnected: "You ended the connection. You can connect again whenever you like.",
  revoked: "Clio no longer accepts our access: it was ended in Clio. Please connect again.",
  user_disabled:
    "The Clio user who connected is disabled in Clio. Please connect with another one.",
  confirm_account: "Clio gave us permission. We use it once you have confirmed the account.",
  other_account:
    "Clio gave us permission for an account that is not the one we expect. We do not use it.",
  agency_confirms:
    "We look at the account ourselves before it is used, because it does not carry your firm’s name.",
  account_unreadable: "Clio gave us permission, but does not tell us for which account.",
  permission_missing:
    "Clio refuses a permission that is needed. The table shows where to mend it; a box that you tick counts once you have connected again.",
  reauthorization_due: "A permission was added. Please connect again to allow it.",
  plan_suspected:
    "Clio refuses every permission. The likeliest cause is the plan: some have no access for integrations.",
  keys_refused:
    "Clio no longer accepts the application’s keys. Please send the current ones, then connect again.",
  all_proven: "Every permission that is needed was tried, and works.",
  first_check: "We are trying each permission for the first time. There is nothing for you to do.",
  clio_unavailable:
    "Clio is not answering us at the moment. We go on asking; there is nothing for you to do.",
  our_fault: "Something is wrong on our side. We have been told; there is nothing for you to do.",
  stale: "The last proof is too old to rely on. It is checked again; you can also do it now.",
};

/** Who has to move next, for staff. */
export const actorWords: Record<NextActor, string> = {
  firm: "Waiting for the firm",
  agency: "Waiting for us",
  clio: "Waiting for Clio",
  nobody: "Nobody has to do anything",
};

const attentionCauses: Partial<Record<StatusReason, string>> = {
  reauthorization_due: "a permission was added",
  plan_suspected: "Clio refuses everything",
  keys_refused: "Clio no longer accepts the keys",
};

/** What the firm has to know first when it is the firm's turn; null when it is not. */
export function attentionTitle({ status, reason, scopes }: ConnectionView): string | null {
  if (status === "access_ended") return "Access ended";
  if (status !== "needs_attention") return null;
  if (reason !== "permission_missing") {
    const cause = attentionCauses[reason];
    return cause ? `Needs attention: ${cause}` : "Needs attention";
  }
  const missing = scopes.filter(
    (scope) => scope.required && !scope.isToAllow && isRefused(scope),
  ).length;
  if (missing === 0) return "Needs attention: a permission is not proven yet";
  return missing === 1
    ? "Needs attention: one permission is missing"
    : `Needs attention: ${missing} permissions are missing`;
}
