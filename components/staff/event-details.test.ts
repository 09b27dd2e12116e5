import { describe, expect, it } from "vitest";
import type { EventNames } from "@/lib/events/queries";
import type { EventData } from "@/lib/events/personal-data";
import { eventKinds, type EventKind } from "@/lib/vocabulary";
import { eventDetails } from "./event-details";

const NOBODY: EventNames = { person: null, plan: null, link: null };
const details = (kind: EventKind, data: EventData = {}, named: Partial<EventNames> = {}) =>
  eventDetails({ kind, data, named: { ...NOBODY, ...named } }, "America/New_York");

const invitation = { purpose: "invite", personName: "Ada Moss" } as const;
const step = { purpose: "hand_over", personName: "Ben Cole" } as const;

describe("the details of an event", () => {
  it.each<[EventKind, EventData, Partial<EventNames>, string]>([
    ["firm.created", { name: "Hartley & Moss LLP" }, {}, "“Hartley & Moss LLP”."],
    [
      "firm.route_changed",
      { from: "agency", to: "firm_private" },
      {},
      "Before: We do, in our developer account. Now: The firm, as a private application in its own account.",
    ],
    [
      "firm.live",
      { cause: "override", reason: "The court needs it", until: "2026-12-05T17:00:00.000Z" },
      {},
      "Switched on by staff, although not everything holds. Reason: “The court needs it”. Until 5 December 2026, 12:00 Eastern Time.",
    ],
    ["bulk.started", { run: "bulk_1", what: "tag", count: 500 }, {}, "Tag. Firms: 500."],
    [
      "bulk.ended",
      { run: "bulk_1", what: "remind", count: 500, failed: 1 },
      {},
      "Remind. Firms: 500. Failed: 1.",
    ],
    [
      "webhook.disabled",
      { webhook: "Sync", endpoint: "we_1", reason: "gone" },
      {},
      "“Sync”. Its receiver said that it is gone for good.",
    ],
    ["webhook.changed", { webhook: "Sync", change: "paused" }, {}, "“Sync”. Its messages wait."],
    ["token_client.key_made", { client: "tc_1", name: "Sync", key: "k1" }, {}, "“Sync”."],
    [
      "token_client.refused",
      { client: "tc_1", name: "Sync", key: "k1", reason: "key_unknown", times: 1 },
      {},
      "“Sync”. The key’s secret was wrong.",
    ],
    [
      "tokens.taken",
      { client: "tc_1", service: "Sync", count: 12, hour: "2026-12-05T17:00:00.000Z" },
      {},
      "“Sync”. 12 times. In the hour from 5 December 2026, 12:00 Eastern Time.",
    ],
    [
      "connection.reported",
      { client: "tc_1", answered: 403, resource: "matters", access: "read", outcome: "x" },
      {},
      "Clio answered 403. Matters, read.",
    ],
    ["firm.owner_changed", { person: "person_1" }, { person: "Kim Doe" }, "Now: Kim Doe."],
    ["firm.owner_changed", { person: null }, {}, "Nobody looks after it now."],
    ["firm.reminders_paused", { until: "2026-12-05" }, {}, "Until 5 December 2026."],
    ["firm.reminders_paused", { until: null }, {}, "Reminders go on."],
    ["firm.not_live", { reason: "by staff" }, {}, "Switched off by staff."],
    [
      "firm.person_added",
      { person: "person_1", email: "ben@hartleymoss.test" },
      { person: "Ben Cole" },
      "Ben Cole, ben@hartleymoss.test.",
    ],
    ["firm.person_removed", { person: "person_1" }, { person: "Ben Cole" }, "Ben Cole."],
    ["link.revoked", { link: "link_1" }, { link: invitation }, "Invitation, for Ada Moss."],
    [
      "link.created",
      { link: "link_1", purpose: "hand_over", step: "credentials" },
      { link: step },
      "Handed-over step, “Send us the keys”, for Ben Cole.",
    ],
    [
      "staff.role_changed",
      { person: "person_1", from: "operator", to: "viewer" },
      { person: "Ben Cole" },
      "Ben Cole. Now: Viewer. Before: Operator.",
    ],
    [
      "staff.factor_set",
      { person: "person_1", codes: true },
      { person: "Ben Cole" },
      "Ben Cole. New recovery codes.",
    ],
    [
      "session.started",
      { person: "person_1", method: "oidc" },
      { person: "Ada Moss" },
      "Ada Moss. By the organisation’s sign-in.",
    ],
    [
      "session.started",
      { link: "link_1", person: "person_1" },
      { link: invitation, person: "Ada Moss" },
      "Ada Moss. Through: invitation.",
    ],
    ["plan.answered", { plan: "expand" }, { plan: "Expand" }, "“Expand”."],
    ["plan.answered", { plan: "not_sure" }, {}, "The firm does not know its plan."],
    ["region.chosen", { region: "eu" }, {}, "Europe and United Kingdom."],
    ["developer_account.asked_clio", { day: "2026-11-20" }, {}, "On 20 November 2026."],
    [
      "keys.checked",
      { answer: "accepted", wereSwapped: true, clientIdEnd: "9f3k", region: "us" },
      {},
      "Clio accepted them. The two had been pasted the wrong way round. Client ID ending in 9f3k, United States.",
    ],
    ["agency_application.proof_ended", { outcome: "declined" }, {}, "Access was not allowed."],
    [
      "connection.attempt_ended",
      { outcome: "expired", detail: "rejected invalid_grant" },
      {},
      "It took too long, or was over already.",
    ],
    [
      "connection.account_confirmed",
      { account: "Hartley & Moss", user: "Ada Moss", before: "Moss Test" },
      {},
      "Hartley & Moss, by Ada Moss. Before: Moss Test.",
    ],
    [
      "connection.account_change_allowed",
      { account: "345", region: "ca", reason: "A merger" },
      {},
      "Account 345, Canada. Reason: “A merger”.",
    ],
    [
      "connection.connected",
      { account: "Hartley & Moss", user: null, replaced: true },
      {},
      "Hartley & Moss. It took the place of the authorization before.",
    ],
    ["connection.refresh_failed", { outcome: "transient" }, {}, "Clio did not answer."],
    [
      "connection.checked",
      { asked: 4, worked: 3, trouble: "clio_unavailable" },
      {},
      "3 of 4 work. Clio did not answer all.",
    ],
    [
      "connection.scope_changed",
      { resource: "matters", from: "works", to: "user_lacks_it" },
      {},
      "Matters. Before: works. Now: the Clio user lacks it.",
    ],
    [
      "connection.status_changed",
      { from: "checking", to: "working", reason: "all_proven" },
      {},
      "Before: checking. Now: working. Reason: every permission is proven.",
    ],
    [
      "connection.renamed",
      { account: "Hartley & Moss LLP", user: "Ada Moss" },
      {},
      "Hartley & Moss LLP, by Ada Moss.",
    ],
    [
      "connection.discarded",
      { account: null, reason: "nobody confirmed it" },
      {},
      "Nobody confirmed it in time.",
    ],
    [
      "mail.failed",
      { kind: "invite", to: "ada@hartleymoss.test", error: "ESOCKET 550" },
      {},
      "Invitation, to ada@hartleymoss.test. The mail server: ESOCKET 550.",
    ],
    ["problem.opened", { kind: "permission_missing" }, {}, "A permission is missing."],
    [
      "outage.opened",
      { cause: "clio_unavailable", subject: "us", affected: 5 },
      {},
      "Clio does not answer. Region: United States. Connections: 5.",
    ],
    [
      "reauthorization.done",
      { version: 3, how: "existing_grant" },
      {},
      "Version 3 of the permissions. The access that the firm had was enough.",
    ],
    ["help.asked", { kind: "stuck", step: "credentials" }, {}, "Is stuck. At “Send us the keys”."],
    [
      "reminder.set",
      { step: "connect", day: "2026-12-01" },
      {},
      "“Connect Clio”, 1 December 2026.",
    ],
    ["integration.created", { name: "Contacts" }, {}, "“Contacts”."],
  ])("of %s %j", (kind, data, named, expected) => {
    expect(details(kind, data, named)).toBe(expected);
  });

  it.each(eventKinds)("of %s are nothing when it has no data", (kind) => {
    expect(details(kind)).toBeNull();
  });

  it.each(eventKinds)("of %s show nothing that it does not ask for by name", (kind) => {
    const secrets = Object.fromEntries(
      ["secret", "token", "client_id", "client_secret", "code", "url", "grant", "attempt"].map(
        (key) => [key, `canary-${key}`],
      ),
    );
    const ids = { link: "canary-link", person: "canary-person", application: "canary-app" };
    // What should be one word of a list, and is not, is not shown either.
    const lists = Object.fromEntries(
      ["outcome", "detail", "trouble", "cause", "region", "purpose", "step", "stage", "answer"].map(
        (key) => [key, `canary-${key}`],
      ),
    );
    expect(details(kind, { ...secrets, ...ids, ...lists }) ?? "").not.toContain("canary");
  });

  it("cut what is long, and take no word from an object’s own", () => {
    const long = details("firm.created", { name: "x".repeat(500) });
    expect(long).toBe(`“${"x".repeat(160)}…”.`);
    for (const key of ["constructor", "toString", "__proto__"]) {
      expect(details("region.chosen", { region: key })).toBeNull();
      expect(details("help.asked", { step: key })).toBeNull();
    }
  });
});
