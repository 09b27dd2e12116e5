import type { ProofOutcome } from "@/lib/db/schema/applications";
import type {
  Access,
  AttemptOutcome,
  BulkKind,
  ConnectionStatus,
  HelpKind,
  KeyCheck,
  LinkPurpose,
  LiveCause,
  MailKind,
  ProblemKind,
  ScopeResult,
  StatusReason,
} from "@/lib/vocabulary";

// What stands in an event as one of our codes, in the words of the history.

export const linkWords: Record<LinkPurpose, string> = {
  invite: "Invitation",
  sign_in: "Sign-in link",
  hand_over: "Handed-over step",
  reauthorize: "Link to connect again",
};

export const liveWords: Record<LiveCause, string> = {
  by_itself: "By itself: everything that is needed holds.",
  by_staff: "Switched on by staff.",
  override: "Switched on by staff, although not everything holds.",
};

export const notLiveReasons: Record<string, string> = {
  "the override ended": "The time for which staff had switched it on is over.",
  "the firm disconnected": "The firm disconnected.",
  "by staff": "Switched off by staff.",
};

export const developerStages = {
  trial: "A trial has begun.",
  applied: "It asked Clio for a developer account.",
  approved: "Clio has approved it.",
};

export const answerWords: Record<KeyCheck, string> = {
  accepted: "Clio accepted them.",
  refused: "Clio refused them.",
  unknown: "Clio could not say.",
  not_checked: "Not checked yet.",
};

export const proofWords: Record<ProofOutcome, string> = {
  proven: "Every permission that is needed works.",
  missing: "A permission that is needed is missing.",
  declined: "Access was not allowed.",
  expired: "It took too long, or was over already.",
  keys_refused: "Clio refused the keys.",
  failed: "Clio did not answer everything.",
};

export const attemptWords: Record<AttemptOutcome, string> = {
  connected: "Access was given.",
  confirm_account: "Access was given; somebody has to confirm the account.",
  different_account: "Access was given for another account; nothing was replaced.",
  account_unreadable: "Access was given; Clio does not say for which account.",
  fewer_permissions: "Access was given to less than before; nothing was replaced.",
  declined: "Access was not allowed.",
  expired: "It took too long, or was over already.",
  keys_refused: "Clio refused the application’s keys.",
  clio_unavailable: "Clio did not answer.",
  answer_refused: "Clio’s answer was not complete.",
};

export const refreshWords = {
  rejected: "Clio refused.",
  transient: "Clio did not answer.",
  misconfigured: "Clio refused the application’s keys.",
};

export const troubleWords = {
  clio_unavailable: "Clio did not answer all.",
  our_fault: "Something is wrong on our side.",
};

export const scopeWords: Record<ScopeResult, string> = {
  works: "works",
  read_works: "reading works",
  missing_in_application: "missing in the application",
  user_lacks_it: "the Clio user lacks it",
  refused: "refused",
  not_tested: "not tested",
};

export const statusNames: Record<ConnectionStatus, string> = {
  not_connected: "not connected",
  access_ended: "access ended",
  needs_attention: "needs attention",
  working: "working",
  checking: "checking",
};

export const reasonWords: Record<StatusReason, string> = {
  never_connected: "it was never connected",
  disconnected: "it was disconnected",
  revoked: "access was ended in Clio",
  user_disabled: "the Clio user is disabled",
  confirm_account: "the account has to be confirmed",
  other_account: "another account came back",
  agency_confirms: "we have to look at the account",
  account_unreadable: "Clio does not name the account",
  permission_missing: "a permission is missing",
  reauthorization_due: "a permission was added",
  keys_refused: "Clio refuses the keys",
  plan_suspected: "Clio refuses everything",
  all_proven: "every permission is proven",
  first_check: "the first check",
  clio_unavailable: "Clio does not answer",
  our_fault: "a fault on our side",
  stale: "the last proof is old",
};

export const discardReasons: Record<string, string> = {
  "nobody confirmed it": "Nobody confirmed it in time.",
  "Clio did not answer": "Clio did not name the account in time.",
};

export const mailWords: Record<MailKind, string> = {
  invite: "Invitation",
  sign_in: "Sign-in link",
  keys_received: "Keys received",
  connected: "Connected",
  disconnected: "Disconnected",
  code: "Code",
  hand_over: "Handed-over step",
  person_added: "Person added",
  account_changed: "Account changed",
  reauthorize: "Link to connect again",
  step_unlocked: "A step can be done",
  reminder: "Reminder",
  step_reminder: "Reminder of a step",
  live: "Switched on",
  account_allowed: "Another account allowed",
  problem: "Problem",
  access_ended: "Access ended",
  new_permissions: "New permissions",
  recovered: "Mended",
  new_link: "New link",
  staff_notice: "Notice to staff",
};

export const problemWords: Record<ProblemKind, string> = {
  access_ended: "Access ended.",
  keys_refused: "Clio refuses the firm’s keys.",
  permission_missing: "A permission is missing.",
  plan_suspected: "Clio refuses everything; the plan is suspected.",
};

export const outageCauses = {
  clio_unavailable: "Clio does not answer.",
  our_fault: "The fault is ours.",
};

export const settledWords = {
  existing_grant: "The access that the firm had was enough.",
  reauthorized: "The firm authorized again.",
  superseded: "A newer version took its place.",
};

export const helpWords: Record<HelpKind, string> = {
  stuck: "Is stuck",
  different: "Clio looks different",
  change_account: "Wants another Clio account",
  wrong_person: "A link reached the wrong person",
};

export const planChanges: Record<string, string> = {
  added: "added",
  changed: "corrected",
  retired: "retired",
  brought_back: "brought back",
};

export const accessWords: Record<string, string> = { yes: "yes", no: "no", unknown: "not known" };

export const bulkNames: Record<BulkKind, string> = {
  remind: "Remind",
  send_reauthorization: "Send a link to connect again",
  assign: "Say who looks after them",
  tag: "Tag",
  untag: "Remove a tag",
  pause_reminders: "Pause reminders",
};

/** Where a reminder of a step names no person. */
export const reminderLevelWords: Record<string, string> = {
  owner: "to administrators and operators",
};

export const settingWords: Record<string, string> = {
  agency: "Agency and calendar.",
  colour: "The portal’s colour.",
  logo: "A new logo.",
  no_logo: "The logo was taken away.",
};

export const scopeAccessNames: Record<Access, string> = { read: "read", write: "write" };

/** Why the machine's door let a request with a known key not in: the codes that are told in the history. */
export const doorRefusals: Record<string, string> = {
  key_in_address: "The key stood in the address, where logs keep it.",
  key_revoked: "The key had been revoked.",
  key_expired: "The key had expired.",
  key_unknown: "The key’s secret was wrong.",
  right_missing: "The client may not do that.",
  connection_unknown: "The connection is not one of the client’s.",
  rate_limited: "It asked too often.",
};

/** What staff changed at a webhook. */
export const webhookChanges: Record<string, string> = {
  paused: "Its messages wait.",
  resumed: "It was switched on.",
  old_secrets_ended: "Its old secrets were ended.",
};

/** Why a webhook was switched off by itself. */
export const webhookEnds: Record<string, string> = {
  gone: "Its receiver said that it is gone for good.",
  unreachable: "Nothing reached its receiver for more than three days.",
};
