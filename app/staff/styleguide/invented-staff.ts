import type { AgencyApplicationView } from "@/lib/applications/agency-queries";
import type { EventView } from "@/lib/events/queries";
import type { FirmChecklist } from "@/lib/onboarding/queries";
import { checklist } from "@/lib/onboarding/rules";
import type { HelpRequestView } from "@/lib/staff/help-requests";
import type { LinkView } from "@/lib/staff/list-links";
import type { MailView } from "@/lib/staff/list-mails";
import type { DeliveryView, TryView } from "@/lib/webhooks/queries";
import { ago, FIRM, NOW } from "./invented";

const proof = (outcome: "missing" | "failed") => ({
  id: outcome,
  outcome,
  startedAt: ago(60),
  endedAt: ago(59),
  results: {},
});
const application = (id: string, part: Partial<AgencyApplicationView>): AgencyApplicationView => ({
  id,
  name: "Contacts for HubSpot",
  integrationId: "int_invented",
  integrationName: "Clio and HubSpot contacts",
  region: "us",
  keyCheck: "accepted",
  clientIdEnd: "2Lm4",
  keysStoredAt: ago(90),
  keysStoredByName: "Priya Nair",
  verifiedAt: null,
  lastProof: null,
  ...part,
});

/** One application of the agency's in each state. */
export const APPLICATIONS: AgencyApplicationView[] = [
  application("proven", { verifiedAt: ago(30) }),
  application("missing", { lastProof: proof("missing") }),
  application("failed", { lastProof: proof("failed") }),
  application("stored", {}),
  application("draft", { keysStoredAt: null }),
];

const question = (id: string, part: Partial<HelpRequestView>): HelpRequestView => ({
  id,
  kind: "stuck",
  step: "application",
  text: "",
  wasMasked: false,
  personName: "Ada Moss",
  personEmail: "ada@hartleymoss.test",
  createdAt: ago(200),
  ...part,
});
export const QUESTIONS: HelpRequestView[] = [
  question("masked", {
    text: "The form in Clio has no field “Website URL”.\nI have pasted the key there: [removed]",
    wasMasked: true,
  }),
  question("different", { kind: "different", step: "plan", createdAt: ago(3000) }),
  question("change", { kind: "change_account", step: null, createdAt: ago(6000) }),
];

const link = (id: string, part: Partial<LinkView>): LinkView => ({
  id,
  purpose: "invite",
  personName: "Ada Moss",
  createdAt: ago(4000),
  expiresAt: ago(-4000),
  openedAt: null,
  state: "usable",
  ...part,
});
export const LINKS: LinkView[] = [
  link("reauthorize", { purpose: "reauthorize" }),
  link("hand_over", { purpose: "hand_over", personName: "Sam Hartley", openedAt: ago(100) }),
  link("sign_in", { purpose: "sign_in", state: "over", openedAt: ago(3000) }),
  link("invite", { state: "revoked" }),
];

const mail = (id: string, part: Partial<MailView>): MailView => ({
  id,
  kind: "invite",
  subject: `${FIRM}: connect your firm’s Clio account`,
  toAddress: "ada@hartleymoss.test",
  queuedAt: ago(4000),
  sentAt: ago(3999),
  error: null,
  isGivenUp: false,
  state: "sent",
  ...part,
});
export const MAILS: MailView[] = [
  mail("not_sent", { sentAt: null, error: "EENVELOPE 550", isGivenUp: true, state: "not_sent" }),
  mail("trying", { sentAt: null, error: "EMESSAGE 451", state: "not_sent" }),
  mail("held", { sentAt: null, state: "held" }),
  mail("on_its_way", { sentAt: null, state: "on_its_way" }),
  mail("sent", {}),
];

const developer = {
  email: "dev@hartleymoss.test",
  trialStartedOn: "2026-11-12",
  trialEndsOn: null,
  appliedOn: "2026-11-16",
  approvedOn: null,
  askedClioOn: null,
};

/** A firm that waits for Clio and is switched on by an override all the same. */
export const FIRM_ON_THE_LONG_ROUTE: FirmChecklist = {
  firmId: "firm_invented",
  firmName: FIRM,
  route: "firm_developer",
  integrationId: "int_invented",
  integrationName: "Clio and HubSpot contacts",
  contact: { personId: "per_invented", name: "Ada Moss", email: "ada@hartleymoss.test" },
  region: "us",
  isRegionSetByStaff: false,
  otherRegionOfKeys: null,
  planAnswer: "essentials",
  plan: "has_access",
  planAnsweredAt: ago(5000),
  planConfirmedAt: null,
  developer,
  live: {
    at: ago(500),
    until: ago(-10_000),
    cause: "override",
    reason: "The firm’s old integration ends this week.",
  },
  createdAt: ago(9000),
  connectionStatus: "not_connected",
  outage: null,
  newPermissions: null,
  newSentence: null,
  checklist: checklist(
    {
      route: "firm_developer",
      plan: "has_access",
      planName: "Essentials",
      hasRegion: true,
      developer,
      registeredAt: null,
      keysStoredAt: null,
      keyCheck: "not_checked",
      isUnderReview: false,
      isOfOtherRegion: false,
      hasAgencyApplication: false,
      waitsForAgencySince: "2026-11-20",
      isConnected: false,
      hasQuestion: false,
      newSentence: null,
      status: "not_connected",
      reason: "never_connected",
      statusSince: "2026-11-20",
      liveAt: ago(500),
      liveUntil: ago(-10_000),
      today: "2026-11-24",
      holidays: [],
    },
    NOW,
  ),
};

const event = (seq: number, part: Partial<EventView>): EventView => ({
  id: `evt_${seq}`,
  seq,
  kind: "session.started",
  at: ago(seq * 40),
  firm: { id: "firm_invented", name: "Hartley & Moss LLP" },
  actorName: "The portal",
  copiedByName: null,
  isErased: false,
  data: {},
  named: { person: null, plan: null, link: null },
  ...part,
});

/** Lines of the history: with details and without, of a firm and of nobody's. */
export const EVENTS: EventView[] = [
  event(1, {
    kind: "connection.status_changed",
    data: { from: "checking", to: "working", reason: "all_proven" },
  }),
  event(2, {
    actorName: "Ada Moss",
    copiedByName: "Priya Nair",
    named: { person: null, plan: null, link: { purpose: "invite", personName: "Ada Moss" } },
  }),
  event(3, {
    kind: "mail.sent",
    data: { kind: "keys_received", to: "ada.moss.who.has.a.long.address@hartleymoss.test" },
  }),
  event(4, { kind: "settings.changed", firm: null, actorName: "Priya Nair" }),
];

const tried = (id: string, part: Partial<TryView>): TryView => ({
  id,
  at: ago(1),
  status: null,
  failure: null,
  tookMs: 48,
  ...part,
});
const delivery = (id: string, part: Partial<DeliveryView>): DeliveryView => ({
  id,
  messageId: `msg_${id}`,
  kind: "connection.needs_attention",
  firm: { id: "firm_invented", name: FIRM },
  state: "delivered",
  createdAt: ago(1),
  nextTryAt: null,
  tries: [tried(`${id}_1`, { status: 204 })],
  ...part,
});

/** A message in each state. */
export const DELIVERIES: DeliveryView[] = [
  delivery("new", { state: "waiting", nextTryAt: NOW, tries: [] }),
  delivery("waiting", {
    state: "waiting",
    kind: "connection.access_ended",
    nextTryAt: NOW,
    tries: [
      tried("w5", { failure: "timeout", tookMs: 15_000 }),
      tried("w4", { status: 503 }),
      tried("w3", { failure: "private_address", tookMs: 2 }),
      tried("w2", { failure: "econnrefused", tookMs: 3 }),
    ],
  }),
  delivery("failed", { state: "failed", tries: [tried("f1", { status: 410 })] }),
  delivery("delivered", { kind: "firm.live" }),
];
