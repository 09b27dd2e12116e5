import type { Access } from "./roles";

/** What an id of an address names: the matrix asks for one's own, another's, a deleted and a random one. */
export type IdKind =
  | "firm"
  | "integration"
  | "application"
  | "person"
  | "outage"
  | "link"
  | "deauthorization_key"
  | "view"
  | "bulk"
  | "import"
  | "plan"
  | "reminder_route"
  | "token_client"
  | "webhook"
  | "file";

export type Expectation = {
  who: Access;
  /** Of the id in the address. */
  id?: IdKind;
  /**
   * A form that its schema takes, for what nobody can find: sent with a deleted and a random id it
   * is answered 404, and sent with `{id}` in a field, another’s is answered as one that there is not.
   */
  form?: Record<string, string>;
  /** The field of the form that names something of a firm’s. */
  field?: IdKind;
  /** The statuses of what answers in a way of its own to whoever may use it. */
  answers?: number[];
  /** A page that says the same whatever id is asked for. */
  isForAll?: boolean;
};

const firm = { id: "firm" } as const;

/**
 * Who may use each route: the closed table of the authorization matrix (docs/testing.md). A route without
 * an entry fails `npm test`; each entry is tried with every role on the built portal.
 */
export const expectations: Record<string, Expectation> = {
  // Pages that are for everybody.
  "PAGE /": { who: "anyone" },
  "PAGE /sign-in": { who: "anyone" },
  "PAGE /l/[token]": { who: "anyone", id: "link" },
  "PAGE /l/done": { who: "anyone" },
  "PAGE /l/refused": { who: "anyone" },

  // A firm's pages.
  "PAGE /onboarding": { who: "member" },
  "PAGE /onboarding/application": { who: "member" },
  "PAGE /onboarding/connect": { who: "member" },
  "PAGE /onboarding/credentials": { who: "member" },
  "PAGE /onboarding/developer-account": { who: "member" },
  "PAGE /onboarding/help": { who: "member" },
  "PAGE /onboarding/people": { who: "member" },
  "PAGE /onboarding/plan": { who: "plan_step" },
  "PAGE /onboarding/sheet": { who: "member" },
  "PAGE /onboarding/status": { who: "member" },

  // Staff's pages.
  "PAGE /staff": { who: "viewer" },
  "PAGE /staff/applications": { who: "viewer" },
  "PAGE /staff/applications/[id]": { who: "viewer", id: "application" },
  "PAGE /staff/bad-query": { who: "viewer" },
  "PAGE /staff/bulk": { who: "viewer" },
  "PAGE /staff/bulk/[id]": { who: "viewer", id: "bulk" },
  "PAGE /staff/firms": { who: "viewer", answers: [308] },
  "PAGE /staff/firms/[id]": { who: "viewer", ...firm },
  "PAGE /staff/firms/[id]/bad-address": { who: "viewer", ...firm, isForAll: true },
  "PAGE /staff/firms/[id]/close": { who: "viewer", ...firm },
  "PAGE /staff/firms/[id]/evidence": { who: "viewer", ...firm },
  "PAGE /staff/firms/[id]/phone": { who: "viewer", ...firm },
  "PAGE /staff/firms/[id]/repeat": { who: "viewer", ...firm },
  "PAGE /staff/firms/import": { who: "viewer" },
  "PAGE /staff/firms/import/[id]": { who: "viewer", id: "import" },
  "PAGE /staff/firms/new": { who: "viewer" },
  "PAGE /staff/history": { who: "viewer" },
  "PAGE /staff/integrations": { who: "viewer" },
  "PAGE /staff/integrations/[id]": { who: "viewer", id: "integration" },
  "PAGE /staff/integrations/[id]/campaign": { who: "viewer", id: "integration" },
  "PAGE /staff/integrations/[id]/draft": { who: "viewer", id: "integration" },
  "PAGE /staff/integrations/new": { who: "viewer" },
  "PAGE /staff/people": { who: "viewer" },
  "PAGE /staff/people/[id]": { who: "viewer", id: "person" },
  "PAGE /staff/people/me": { who: "viewer" },
  "PAGE /staff/plans": { who: "viewer" },
  "PAGE /staff/plans/[code]": { who: "viewer", id: "plan" },
  "PAGE /staff/plans/new": { who: "viewer" },
  "PAGE /staff/reports": { who: "viewer" },
  "PAGE /staff/reports/friction": { who: "viewer" },
  "PAGE /staff/second-factor": { who: "gate" },
  "PAGE /staff/settings": { who: "viewer" },
  "PAGE /staff/settings/brand": { who: "viewer" },
  "PAGE /staff/settings/reminders": { who: "viewer" },
  "PAGE /staff/settings/reminders/[route]/[step]": { who: "viewer", id: "reminder_route" },
  "PAGE /staff/step-up": { who: "viewer" },
  "PAGE /staff/token-clients": { who: "viewer" },
  "PAGE /staff/token-clients/[id]": { who: "viewer", id: "token_client" },
  "PAGE /staff/token-clients/new": { who: "viewer" },
  "PAGE /staff/webhooks": { who: "viewer" },
  "PAGE /staff/webhooks/[id]": { who: "viewer", id: "webhook" },
  "PAGE /staff/webhooks/new": { who: "viewer" },

  // What a firm does.
  "POST /api/clio/connect": { who: "member" },
  "GET /api/connection": { who: "member" },
  "POST /api/connection/ask-change": { who: "member" },
  "POST /api/connection/check": { who: "member" },
  "POST /api/connection/confirm": {
    who: "member",
    form: { decision: "account", grant: "{id}" },
    field: "firm",
  },
  "POST /api/connection/discard": { who: "member" },
  "POST /api/connection/disconnect": { who: "member" },
  "POST /api/firm": { who: "member", form: { firm_id: "{id}" }, field: "firm" },
  "POST /api/onboarding/application": { who: "member" },
  "POST /api/onboarding/code": { who: "member" },
  "POST /api/onboarding/code/send": { who: "member" },
  "POST /api/onboarding/credentials": { who: "member" },
  "POST /api/onboarding/credentials/switch": { who: "member" },
  "POST /api/onboarding/credentials/withdraw": { who: "member" },
  "POST /api/onboarding/developer-account": { who: "member" },
  "POST /api/onboarding/different": { who: "any_step" },
  "POST /api/onboarding/hand-over": { who: "member" },
  "POST /api/onboarding/people": { who: "member" },
  "POST /api/onboarding/people/remove": {
    who: "member",
    form: { person: "{id}" },
    field: "person",
  },
  "POST /api/onboarding/plan": { who: "plan_step" },
  "POST /api/onboarding/remind": { who: "member" },
  "POST /api/onboarding/stuck": { who: "any_step" },

  // What anybody may ask for.
  "GET /api/auth/[...nextauth]": { who: "anyone", answers: [404] },
  "GET /brand/accent/[file]": { who: "anyone", id: "file", answers: [404] },
  "GET /brand/logo/[file]": { who: "anyone", id: "file", answers: [404] },
  "GET /api/clio/callback": { who: "anyone", answers: [303] },
  "GET /api/clio/deauthorized/[key]": { who: "anyone", id: "deauthorization_key", answers: [200] },
  "POST /api/clio/deauthorized/[key]": { who: "anyone", id: "deauthorization_key", answers: [200] },
  "POST /api/policy-reports": { who: "anyone", answers: [204] },
  "GET /api/health/live": { who: "anyone", answers: [200] },
  "GET /api/health/ready": { who: "anyone", answers: [200, 503] },
  "POST /api/links/[token]": { who: "anyone", id: "link" },
  "POST /api/sign-in": { who: "anyone" },
  "POST /api/sign-in/organisation": { who: "anyone" },
  "POST /api/sign-out": { who: "anyone" },
  "POST /api/theme": { who: "anyone" },

  // What staff do at firms.
  "POST /api/staff/firms": { who: "operator" },
  "POST /api/staff/firms/[id]/allow-account": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/asked-clio": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/check": { who: "operator", ...firm, form: {} },
  "POST /api/staff/firms/[id]/close": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/confirm-account": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/contact": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/copy-link": { who: "operator", ...firm, form: {} },
  "GET /api/staff/firms/[id]/export": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/extend-link": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/help-done": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/integration": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/invitation": { who: "operator", ...firm, form: {} },
  "POST /api/staff/firms/[id]/live": { who: "operator", ...firm, form: { decision: "off" } },
  "POST /api/staff/firms/[id]/notes": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/notes/remove": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/owner": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/pause": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/people": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/people/remove": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/reauthorize": { who: "operator", ...firm, form: {} },
  "POST /api/staff/firms/[id]/remind": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/repeat": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/retry-mail": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/review-keys": { who: "operator", ...firm },
  "POST /api/staff/firms/[id]/revoke-link": { who: "operator", ...firm, form: { link: "link_0" } },
  "POST /api/staff/firms/[id]/route": { who: "operator", ...firm, form: { route: "agency" } },
  "POST /api/staff/firms/[id]/tags": { who: "operator", ...firm },
  "GET /api/staff/firms/[id]/version": { who: "viewer", ...firm },

  // What staff do at many firms, and see of them.
  "POST /api/staff/bulk": { who: "operator" },
  "GET /api/staff/bulk/[id]": { who: "viewer", id: "bulk" },
  "POST /api/staff/bulk/[id]/retry": { who: "operator", id: "bulk" },
  "POST /api/staff/imports": { who: "operator" },
  "POST /api/staff/imports/[id]/run": { who: "operator", id: "import" },
  "GET /api/staff/history.csv": { who: "viewer", answers: [200] },
  "POST /api/staff/history/verify": { who: "admin" },
  "GET /api/staff/queue": { who: "viewer", answers: [200] },
  "GET /api/staff/queue.csv": { who: "viewer", answers: [200] },
  "POST /api/staff/views": { who: "operator" },
  "POST /api/staff/views/[id]/delete": { who: "operator", id: "view" },

  // What staff do about the house.
  "POST /api/staff/applications": { who: "operator" },
  "POST /api/staff/applications/[id]/keys": { who: "operator", id: "application" },
  "POST /api/staff/applications/[id]/prove": { who: "operator", id: "application", form: {} },
  "POST /api/staff/integrations": { who: "admin" },
  "POST /api/staff/integrations/[id]/draft": { who: "admin", id: "integration" },
  "POST /api/staff/integrations/[id]/draft/discard": { who: "admin", id: "integration" },
  "POST /api/staff/integrations/[id]/publish": {
    who: "admin",
    id: "integration",
    form: { draft: "sset_0" },
  },
  "POST /api/staff/integrations/[id]/remind": { who: "operator", id: "integration" },
  "POST /api/staff/integrations/[id]/remind-all": { who: "operator", id: "integration" },
  "POST /api/staff/mails/release": { who: "operator" },
  "POST /api/staff/outages/[id]": { who: "operator", id: "outage", form: {} },
  "POST /api/staff/plans": { who: "admin" },
  "POST /api/staff/plans/[code]": { who: "admin", id: "plan" },
  "POST /api/staff/plans/[code]/offer": { who: "admin", id: "plan" },
  "POST /api/staff/settings": { who: "admin" },
  "POST /api/staff/settings/accent": { who: "admin" },
  "POST /api/staff/settings/logo": { who: "admin" },
  "POST /api/staff/settings/reminders": { who: "admin" },

  "POST /api/staff/token-clients": { who: "admin" },
  "POST /api/staff/token-clients/[id]": {
    who: "admin",
    id: "token_client",
    form: { name: "A service", firms: "firm_0", may_read_status: "on" },
  },
  "POST /api/staff/token-clients/[id]/keys": { who: "admin", id: "token_client", form: {} },
  "POST /api/staff/token-clients/[id]/revoke": { who: "admin", id: "token_client", form: {} },
  "POST /api/staff/token-clients/[id]/revoke-key": {
    who: "admin",
    id: "token_client",
    form: { key: "0123456789abcdef" },
  },

  "POST /api/staff/webhooks": { who: "admin" },
  "POST /api/staff/webhooks/[id]/end-old-secrets": { who: "admin", id: "webhook", form: {} },
  "POST /api/staff/webhooks/[id]/pause": {
    who: "operator",
    id: "webhook",
    form: { paused: "yes" },
  },
  "POST /api/staff/webhooks/[id]/remove": { who: "admin", id: "webhook", form: {} },
  "POST /api/staff/webhooks/[id]/resend": {
    who: "operator",
    id: "webhook",
    form: { delivery: "wd_0" },
  },
  "POST /api/staff/webhooks/[id]/secret": {
    who: "admin",
    id: "webhook",
    form: { old_ends: "day" },
  },
  "POST /api/staff/webhooks/[id]/test": { who: "operator", id: "webhook", form: {} },

  // Staff's own people, and one's own sign-in.
  "POST /api/staff/people": { who: "admin" },
  "POST /api/staff/people/[id]/disable": { who: "admin", id: "person", form: {} },
  "POST /api/staff/people/[id]/enable": { who: "admin", id: "person", form: {} },
  "POST /api/staff/people/[id]/end-sessions": { who: "admin", id: "person", form: {} },
  "POST /api/staff/people/[id]/reset-factor": { who: "admin", id: "person", form: {} },
  "POST /api/staff/people/[id]/role": { who: "admin", id: "person", form: { role: "viewer" } },
  "POST /api/staff/people/me/sessions": { who: "viewer" },
  "POST /api/staff/second-factor": { who: "gate" },
  "POST /api/staff/second-factor/begin": { who: "gate" },
  "POST /api/staff/second-factor/codes": { who: "viewer" },
  "POST /api/staff/second-factor/confirm": { who: "gate" },
  "POST /api/staff/second-factor/replace": { who: "viewer" },
  "POST /api/staff/step-up": { who: "viewer" },
  "POST /api/staff/step-up/organisation": { who: "viewer" },
};
