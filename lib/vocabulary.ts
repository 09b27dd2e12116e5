// The closed lists of the house. Import-free, so that the browser may have it too.
// What each word means: docs/architecture.md, "Glossary".

export const regions = ["us", "eu", "ca", "au"] as const;
export type Region = (typeof regions)[number];

export const regionNames: Record<Region, string> = {
  us: "United States",
  eu: "Europe and United Kingdom",
  ca: "Canada",
  au: "Australia",
};

/** How a firm tells its region: the host in the address bar after signing in to Clio. */
export const regionHosts: Record<Region, string> = {
  us: "app.clio.com",
  eu: "eu.app.clio.com",
  ca: "ca.app.clio.com",
  au: "au.app.clio.com",
};

/** Who registers the Clio application. */
export const routes = ["agency", "firm_private", "firm_developer"] as const;
export type Route = (typeof routes)[number];

export const staffRoles = ["admin", "operator", "viewer"] as const;
export type StaffRole = (typeof staffRoles)[number];

/** How a session began. */
export const sessionMethods = ["link", "oidc"] as const;
export type SessionMethod = (typeof sessionMethods)[number];

/** The work queue's tabs: an exact partition of all open firms, first match. */
export const queueTabs = [
  "broken",
  "needs_us",
  "waiting_clio",
  "waiting_firm",
  "going_well",
] as const;
export type QueueTab = (typeof queueTabs)[number];

/** The one thing that moves a firm on, in the work queue. */
export const queueActions = [
  "none",
  "answer_help",
  "confirm_account",
  "review_keys",
  "retry_mail",
  "note_asked_clio",
  "switch_live",
  "register_application",
  "look_at_applications",
  "look_at_override",
  "send_invitation",
  "send_reauthorization",
  "remind",
] as const;
export type QueueAction = (typeof queueActions)[number];

/** How far a firm has come, for the funnel. */
export const stages = ["invited", "plan", "keys", "connected", "live"] as const;
export type Stage = (typeof stages)[number];

/** What staff do to many firms at once. */
export const bulkKinds = [
  "remind",
  "send_reauthorization",
  "assign",
  "tag",
  "untag",
  "pause_reminders",
] as const;
export type BulkKind = (typeof bulkKinds)[number];

/** One permission of Clio's application form, in our word. */
export const resources = [
  "users",
  "contacts",
  "matters",
  "activities",
  "calendars",
  "tasks",
  "documents",
  "communications",
  "custom_fields",
  "billing",
  "webhooks",
] as const;
export type Resource = (typeof resources)[number];

/** The permission's name as Clio's form shows it. */
export const resourceNames: Record<Resource, string> = {
  users: "Users",
  contacts: "Contacts",
  matters: "Matters",
  activities: "Activities",
  calendars: "Calendars",
  tasks: "Tasks",
  documents: "Documents",
  communications: "Communications",
  custom_fields: "Custom fields",
  billing: "Billing",
  webhooks: "Webhooks",
};

export const accesses = ["read", "write"] as const;
export type Access = (typeof accesses)[number];

export const apiAccesses = ["yes", "no", "unknown"] as const;
export type ApiAccess = (typeof apiAccesses)[number];

/** The firm's answer when it does not know its plan. */
export const PLAN_NOT_SURE = "not_sure";

export const stepKeys = [
  "plan",
  "agency_application",
  "developer_account",
  "application",
  "credentials",
  "connect",
  "permissions",
  "live",
] as const;
export type StepKey = (typeof stepKeys)[number];

/** The steps that a firm can hand to a colleague: those in which somebody does something. */
export const handOverSteps = [
  "plan",
  "developer_account",
  "application",
  "credentials",
  "connect",
] as const satisfies readonly StepKey[];
export type HandOverStep = (typeof handOverSteps)[number];

export const stepStates = [
  "not_started",
  "in_progress",
  "not_confirmed",
  "waiting_clio",
  "waiting_us",
  "problem",
  "locked",
  "completed",
] as const;
export type StepState = (typeof stepStates)[number];

export const connectionStatuses = [
  "not_connected",
  "access_ended",
  "needs_attention",
  "working",
  "checking",
] as const;
export type ConnectionStatus = (typeof connectionStatuses)[number];

export const statusReasons = [
  "never_connected",
  "disconnected",
  "revoked",
  "user_disabled",
  "confirm_account",
  "other_account",
  "agency_confirms",
  "account_unreadable",
  "permission_missing",
  "reauthorization_due",
  "keys_refused",
  "plan_suspected",
  "all_proven",
  "first_check",
  "clio_unavailable",
  "our_fault",
  "stale",
] as const;
export type StatusReason = (typeof statusReasons)[number];

/** What a firm is mailed about until it is mended, the most urgent first. */
export const problemKinds = [
  "access_ended",
  "keys_refused",
  "permission_missing",
  "plan_suspected",
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** Who has to move next. Firms see amber or red only when it is `firm`. */
export const actors = ["firm", "agency", "clio", "nobody"] as const;
export type NextActor = (typeof actors)[number];

export const helpKinds = ["stuck", "different", "change_account", "wrong_person"] as const;
export type HelpKind = (typeof helpKinds)[number];

/** Why a firm is live. */
export const liveCauses = ["by_itself", "by_staff", "override"] as const;
export type LiveCause = (typeof liveCauses)[number];

export const nextActions = [
  "none",
  "wait",
  "connect",
  "confirm_account",
  "fix_permissions",
  "check_plan",
  "send_keys",
  "ask_agency",
] as const;
export type NextAction = (typeof nextActions)[number];

/** What is known of one scope. Anything but `not_tested` is a definite answer of Clio's. */
export const scopeResults = [
  "works",
  "read_works",
  "missing_in_application",
  "user_lacks_it",
  "refused",
  "not_tested",
] as const;
export type ScopeResult = (typeof scopeResults)[number];

export const grantStates = ["staged", "active", "retired"] as const;
export type GrantState = (typeof grantStates)[number];

/**
 * How the account that Clio named compares with what is known. `developer` and `used_elsewhere`
 * are as hard as `different`: nothing is replaced.
 */
export const identityVerdicts = [
  "confirmed",
  "first",
  "different",
  "developer",
  "used_elsewhere",
] as const;
export type IdentityVerdict = (typeof identityVerdicts)[number];

/** How one trip through Clio's approval screen ended. Each has its page. */
export const attemptOutcomes = [
  "connected",
  "confirm_account",
  "different_account",
  "account_unreadable",
  "fewer_permissions",
  "declined",
  "expired",
  "keys_refused",
  "clio_unavailable",
  "answer_refused",
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** What Clio said about a pair of keys. */
export const keyChecks = ["not_checked", "accepted", "refused", "unknown"] as const;
export type KeyCheck = (typeof keyChecks)[number];

export const linkPurposes = ["invite", "sign_in", "hand_over", "reauthorize"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

export const mailKinds = [
  "invite",
  "sign_in",
  "keys_received",
  "connected",
  "disconnected",
  "code",
  "hand_over",
  "person_added",
  "account_changed",
  "reauthorize",
  "step_unlocked",
  "reminder",
  "step_reminder",
  "live",
  "account_allowed",
  "problem",
  "access_ended",
  "new_permissions",
  "recovered",
  "new_link",
  "staff_notice",
] as const;
export type MailKind = (typeof mailKinds)[number];

/** What integration services are told of, in the words of the machine's door. */
export const webhookKinds = [
  "connection.working",
  "connection.needs_attention",
  "connection.access_ended",
  "connection.recovered",
  "connection.reauthorized",
  "connection.disconnected",
  "firm.live",
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

export const eventKinds = [
  "firm.created",
  "firm.route_changed",
  "firm.live",
  "firm.not_live",
  "firm.person_added",
  "firm.person_removed",
  "firm.owner_changed",
  "firm.tags_changed",
  "firm.main_contact_changed",
  "firm.second_contact_changed",
  "firm.integration_changed",
  "firm.reminders_paused",
  "firm.note_added",
  "firm.note_removed",
  "firm.exported",
  "firm.closed",
  "firm.erased",
  "link.created",
  "link.sent",
  "link.opened",
  "link.revoked",
  "link.copied",
  "link.extended",
  "link.not_me",
  "session.started",
  "session.ended",
  "sessions.ended_everywhere",
  "session.code_sent",
  "session.code_confirmed",
  "plan.answered",
  "plan.confirmed",
  "region.chosen",
  "developer_account.answered",
  "developer_account.asked_clio",
  "application.registered",
  "application.not_registered",
  "keys.stored",
  "keys.checked",
  "keys.withdrawn",
  "keys.client_id_elsewhere",
  "keys.reviewed",
  "agency_application.created",
  "agency_application.stored",
  "agency_application.proof_started",
  "agency_application.proof_ended",
  "agency_application.verified",
  "connection.attempt_started",
  "connection.attempt_ended",
  "connection.account_confirmed",
  "connection.account_rejected",
  "connection.contact_confirmed",
  "connection.staff_confirmed",
  "connection.account_change_allowed",
  "connection.connected",
  "connection.refreshed",
  "connection.refresh_failed",
  "connection.checked",
  "connection.scope_changed",
  "connection.status_changed",
  "connection.discarded",
  "connection.renamed",
  "connection.disconnected",
  "mail.sent",
  "mail.failed",
  "mail.retried",
  "mail.held",
  "mail.released",
  "problem.opened",
  "problem.closed",
  "outage.opened",
  "outage.ended",
  "reauthorization.started",
  "reauthorization.probed",
  "reauthorization.mailed",
  "reauthorization.declined",
  "reauthorization.done",
  "help.asked",
  "help.done",
  "reminder.set",
  "reminder.escalated",
  "reminder.rules_changed",
  "plans.changed",
  "bulk.started",
  "bulk.ended",
  "queue.exported",
  "import.done",
  "history.exported",
  "history.verified",
  "settings.changed",
  "integration.created",
  "integration.scopes_drafted",
  "integration.scopes_discarded",
  "integration.scopes_published",
  "key_ring.rotated",
  "key_ring.retired",
  "house.quarantined",
  "house.released",
  "staff.added",
  "staff.role_changed",
  "staff.disabled",
  "staff.enabled",
  "staff.sessions_ended",
  "staff.factor_set",
  "staff.factor_reset",
  "staff.factor_refused",
  "staff.recovery_used",
  "staff.stepped_up",
  "secret.tampered",
  "token_client.created",
  "token_client.changed",
  "token_client.revoked",
  "token_client.key_made",
  "token_client.key_revoked",
  "token_client.refused",
  "tokens.taken",
  "connection.reported",
  "webhook.created",
  "webhook.changed",
  "webhook.removed",
  "webhook.secret_made",
  "webhook.disabled",
  "webhook.resent",
] as const;
export type EventKind = (typeof eventKinds)[number];
