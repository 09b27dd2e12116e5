import type { ConnectionView, IdentityView, PendingView, ScopeView } from "@/lib/connection/views";

/** Firms, people and times that do not exist. */
export const NOW = new Date("2026-11-24T14:12:00Z");
export const TIME_ZONE = "America/New_York";
export const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const DAY = 24 * 60;

export const FIRM = "Hartley & Moss LLP";
export const ADA: IdentityView = {
  accountId: "4410272",
  accountName: FIRM,
  userName: "Ada Moss",
  userEmail: "ada@hartleymoss.test",
};
export const OTHER: IdentityView = {
  accountId: "5520981",
  accountName: "Hartley Moss Sandbox Account for Developers",
  userName: "Ada Moss",
  userEmail: "ada.moss.developer@longdomainnameofhartleymoss.test",
};

const scope = (part: Partial<ScopeView> & Pick<ScopeView, "resource">): ScopeView => ({
  access: "read",
  required: true,
  purpose: "Keeps people and companies the same in both systems",
  impact: "People and companies are no longer kept the same.",
  result: "works",
  checkedAt: ago(45),
  isToAllow: false,
  ...part,
});

export const SCOPES: ScopeView[] = [
  scope({ resource: "contacts" }),
  scope({
    resource: "matters",
    access: "write",
    purpose: "Shows each contact’s open matters in HubSpot",
    impact: "Open matters no longer show in HubSpot.",
    result: "read_works",
  }),
  scope({
    resource: "activities",
    purpose: "Sends time entries to HubSpot’s timeline",
    impact: "New time entries no longer reach HubSpot.",
    result: "missing_in_application",
  }),
  scope({
    resource: "users",
    purpose: "Tells us which of your people is connected",
    impact: "We cannot see which account is connected.",
    result: "user_lacks_it",
  }),
  scope({
    resource: "custom_fields",
    purpose: "Carries a matter’s custom fields over",
    impact: "Custom fields stay empty in HubSpot.",
    result: "refused",
  }),
  scope({
    resource: "documents",
    required: false,
    purpose: "Only if you switch file links on",
    impact: "Files are not linked.",
    result: "not_tested",
    checkedAt: null,
  }),
];

export const SCOPES_USERS = scope({
  resource: "users",
  purpose: "Tells us which of your people is connected",
  impact: "We cannot see which account is connected.",
});
export const NEW_SCOPE = scope({
  resource: "tasks",
  purpose: "Shows deadlines beside a contact",
  impact: "Deadlines do not show in HubSpot.",
  result: "refused",
  isToAllow: true,
});
export const NEW_SENTENCE =
  "From 3 December 2026 on, “Clio and HubSpot contacts” also needs Tasks (read).";
export const NEW_PERMISSIONS = {
  lines: [NEW_SCOPE],
  dueAt: ago(-9 * DAY),
  isDue: false,
  note: "Your deadlines show in HubSpot from now on.",
  declinedAt: null,
};

const CONNECTION: ConnectionView = {
  id: "conn_invented",
  firmId: "firm_invented",
  region: "us",
  status: "not_connected",
  reason: "never_connected",
  actor: "firm",
  nextAction: "connect",
  changesAt: null,
  statusSince: ago(DAY),
  identity: null,
  beforeUserName: null,
  signs: [],
  pending: null,
  changeAllowedUntil: null,
  hasQuestion: false,
  scopes: SCOPES,
  newPermissions: null,
  isAgencyApplication: false,
  outage: null,
  isChecking: false,
  isReadingAccount: false,
  connectedAt: ago(4 * DAY),
  disconnectedAt: null,
  lastProofAt: ago(300),
  checkedAt: ago(300),
  nextCheckAt: ago(-19 * 60),
};
export const connection = (part: Partial<ConnectionView>): ConnectionView => ({
  ...CONNECTION,
  ...part,
});

export const pending = (part: Partial<PendingView> & Pick<PendingView, "reason">): PendingView => ({
  grantId: "grnt_invented",
  verdict: "first",
  identity: ADA,
  beforeName: null,
  signs: [],
  refused: [],
  lost: [],
  isHandedOver: false,
  ...part,
});
