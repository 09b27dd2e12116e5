import {
  regionNames,
  resourceNames,
  type HelpKind,
  type QueueAction,
  type QueueTab,
  type Region,
  type Resource,
  type Stage,
  type StatusReason,
  type StepKey,
  type StepState,
} from "@/lib/vocabulary";

export const tabNames: Record<QueueTab | "all", string> = {
  broken: "Broken",
  needs_us: "Needs us",
  waiting_clio: "Waiting for Clio",
  waiting_firm: "Waiting for the firm",
  going_well: "Going well",
  all: "All firms",
};

/** What it means that a tab is empty. */
export const emptyTabs: Record<QueueTab | "all", string> = {
  broken: "Nothing is broken.",
  needs_us: "Nothing waits for us.",
  waiting_clio: "Nobody waits for Clio.",
  waiting_firm: "Nothing waits for a firm.",
  going_well: "No firm is here yet.",
  all: "There is no firm yet.",
};

export const stageNames: Record<Stage, string> = {
  invited: "Invited",
  plan: "Plan checked",
  keys: "Keys accepted",
  connected: "Connected",
  live: "Live",
};

/** Why a connection stands as it does, in the few words that a row has. */
export const reasonWords: Record<StatusReason, string> = {
  never_connected: "Not connected yet",
  disconnected: "The firm ended the connection",
  revoked: "Access was ended in Clio",
  user_disabled: "The Clio user who connected is disabled",
  confirm_account: "The firm has to confirm the account",
  other_account: "Another Clio account came back",
  agency_confirms: "We have to look at the account",
  account_unreadable: "Clio does not say which account it is",
  permission_missing: "A permission is missing",
  reauthorization_due: "A permission that was added is missing",
  plan_suspected: "Clio refuses everything: look at the plan",
  keys_refused: "Clio refuses the application’s keys",
  all_proven: "Every permission works",
  first_check: "Trying each permission",
  clio_unavailable: "Clio is not answering",
  our_fault: "Something is wrong on our side",
  stale: "The last proof is old",
};

/** What a step of the firm's or of Clio's waits for. */
const stepWaits: Partial<Record<StepKey, Partial<Record<StepState, string>>>> = {
  plan: {
    not_started: "Plan and region are not known yet",
    problem: "The plan has no access for integrations",
  },
  developer_account: {
    not_started: "There is no developer account yet",
    in_progress: "It has not applied for the conversion yet",
    waiting_clio: "Clio converts the developer account",
  },
  application: { not_started: "The application is not registered yet" },
  credentials: {
    not_started: "The keys have not come yet",
    problem: "Clio does not accept the keys",
  },
  connect: {
    not_started: "Nobody has allowed our access yet",
    in_progress: "A question about the account is open",
  },
};

/** Why a firm stands where it stands on its way, before it is connected; null where the connection says it. */
export function stepWaitWords(
  step: StepKey | null,
  state: StepState | null,
  reason: StatusReason,
): string | null {
  if (!step || !state || reason === "disconnected") return null;
  return stepWaits[step]?.[state] ?? null;
}

export const helpKindWords: Record<HelpKind, string> = {
  stuck: "is stuck",
  different: "Clio looks different",
  change_account: "wants another Clio account",
  wrong_person: "a link reached the wrong person",
};

/** "Activities is missing", "2 permissions are missing". */
export function missingWords(missing: readonly Resource[]): string | null {
  const [first] = missing;
  if (!first) return null;
  return missing.length === 1
    ? `${resourceNames[first]} is missing`
    : `${missing.length} permissions are missing: ${missing.map((one) => resourceNames[one]).join(", ")}`;
}

/** What of ours a firm waits for; null for what is nobody's of ours. */
export function causeWords(action: QueueAction, region: Region | null): string | null {
  const where = region ? ` for ${regionNames[region]}` : "";
  const words: Partial<Record<QueueAction, string>> = {
    confirm_account: "Is this the firm’s account?",
    review_keys: "The same client ID is in another place",
    retry_mail: "A mail was not sent",
    note_asked_clio: "Clio has had the developer account for three business days",
    switch_live: "Everything holds: it can be switched on",
    register_application: `Our application${where} is not ready`,
    look_at_applications: "Something is wrong with our application",
    look_at_override: "The override of “live” ends soon",
  };
  return words[action] ?? null;
}

type ActionLook = {
  label: string;
  /** The end of the firm's endpoint, for what is done in place. */
  endpoint?: string;
  /** Where it is done otherwise; `firm` is the firm's page. */
  page?: "firm" | "/staff/applications";
};

/** The buttons of rows. */
export const actionLooks: Record<Exclude<QueueAction, "none">, ActionLook> = {
  answer_help: { label: "Mark as answered", endpoint: "help-done" },
  confirm_account: { label: "Yes, it is the firm’s", endpoint: "confirm-account" },
  review_keys: { label: "Look at the keys", page: "firm" },
  retry_mail: { label: "Send the mail again", endpoint: "retry-mail" },
  note_asked_clio: { label: "We asked Clio today", endpoint: "asked-clio" },
  switch_live: { label: "Switch on", endpoint: "live" },
  register_application: { label: "Register the application", page: "/staff/applications" },
  look_at_applications: { label: "Look at the application", page: "/staff/applications" },
  look_at_override: { label: "Look at the override", page: "firm" },
  send_invitation: { label: "Send the invitation again", endpoint: "invitation" },
  send_reauthorization: { label: "Send re-authorization", endpoint: "reauthorize" },
  remind: { label: "Remind", endpoint: "remind" },
};

/** The fields that a row's button sends. */
export function actionFields(
  action: QueueAction,
  actionRef: string | null,
  today: string,
): Record<string, string> {
  const ref = actionRef ?? "";
  const fields: Partial<Record<QueueAction, Record<string, string>>> = {
    answer_help: { request: ref },
    confirm_account: { grant: ref },
    retry_mail: { mail: ref },
    note_asked_clio: { asked_on: today },
    switch_live: { decision: "on" },
  };
  return fields[action] ?? {};
}
