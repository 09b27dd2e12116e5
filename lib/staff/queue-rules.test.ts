import { describe, expect, test } from "vitest";
import { connectionStatus, PROOF_LIFE_MS, type ConnectionFacts } from "@/lib/connection/rules";
import type { ConnectionView, ScopeView } from "@/lib/connection/views";
import type { FirmChecklist, FirmFacts } from "@/lib/onboarding/queries";
import { checklist, type DeveloperFacts } from "@/lib/onboarding/rules";
import { planVerdict } from "@/lib/plan/rules";
import { dayOf } from "@/lib/settings/rules";
import {
  queueActions,
  queueTabs,
  regions,
  routes,
  stages,
  type KeyCheck,
  type LiveCause,
  type Region,
  type Route,
  type ScopeResult,
  type StatusReason,
} from "@/lib/vocabulary";
import { queueRow, type QueueFacts } from "./queue-rules";

const ZONE = "America/New_York";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
// A Tuesday, 10:00 in New York.
const NOW = new Date("2026-11-24T15:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);

/** What is stored of a firm, as far as the queue goes: everything else follows from it and the time. */
type Stored = {
  route: Route;
  region: Region | null;
  createdAt: Date;
  planAnswer: "yes" | "no" | "not_sure" | null;
  planAnsweredAt: Date | null;
  planConfirmedAt: Date | null;
  developer: DeveloperFacts;
  application: FirmFacts["application"];
  isOfOtherRegion: boolean;
  connection: ConnectionFacts | null;
  statusSince: Date;
  workedAt: Date | null;
  everConnectedAt: Date | null;
  hasQuestion: boolean;
  newPermissions: boolean;
  live: { at: Date | null; until: Date | null; cause: LiveCause | null };
  question: QueueFacts["question"];
  mailNotSent: QueueFacts["mailNotSent"];
  grantToConfirm: string | null;
};

const noDeveloper: DeveloperFacts = {
  email: null,
  trialStartedOn: null,
  trialEndsOn: null,
  appliedOn: null,
  approvedOn: null,
  askedClioOn: null,
};
const noApplication: FirmFacts["application"] = {
  registeredAt: null,
  keysStoredAt: null,
  keyCheck: "not_checked",
  keyCheckedAt: null,
  keyAcceptedAt: null,
  verifiedAt: null,
  reviewNeededAt: null,
  reviewedAt: null,
  clientId: null,
};
const invited: Stored = {
  route: "firm_private",
  region: null,
  createdAt: ago(30 * DAY),
  planAnswer: null,
  planAnsweredAt: null,
  planConfirmedAt: null,
  developer: noDeveloper,
  application: noApplication,
  isOfOtherRegion: false,
  connection: null,
  statusSince: ago(30 * DAY),
  workedAt: null,
  everConnectedAt: null,
  hasQuestion: false,
  newPermissions: false,
  live: { at: null, until: null, cause: null },
  question: null,
  mailNotSent: null,
  grantToConfirm: null,
};
const planned: Stored = {
  ...invited,
  region: "us",
  planAnswer: "yes",
  planAnsweredAt: ago(20 * DAY),
};
const withKeys: Stored = {
  ...planned,
  application: {
    ...noApplication,
    registeredAt: ago(15 * DAY),
    keysStoredAt: ago(14 * DAY),
    keyCheck: "accepted",
    keyCheckedAt: ago(14 * DAY),
    keyAcceptedAt: ago(14 * DAY),
  },
};
const grant = {
  id: "grant_1",
  createdAt: ago(10 * DAY),
  accessExpiresAt: new Date(NOW.getTime() + DAY),
  refusedAt: null,
  endedAt: null,
  endedReason: null,
  identityReadAt: ago(10 * DAY),
  identityRefusedAt: null,
  identityVerdict: "confirmed" as const,
  contactConfirmedAt: null,
  refreshOutcome: null,
};
const scope = (result: ScopeResult, more: Partial<ConnectionFacts["scopes"][number]> = {}) => ({
  resource: "contacts" as const,
  access: "read" as const,
  required: true,
  result,
  checkedAt: result === "not_tested" ? null : ago(HOUR),
  addition: null,
  ...more,
});
const linked: ConnectionFacts = {
  active: grant,
  staged: null,
  everConnected: true,
  disconnectedAt: null,
  keysRefusedOf: null,
  hasOtherKeys: false,
  isAgencyApplication: false,
  boxesConfirmedAt: null,
  scopes: [scope("works")],
  trouble: null,
  failingSince: null,
  outage: null,
};
const connected: Stored = {
  ...withKeys,
  connection: linked,
  statusSince: ago(10 * DAY),
  everConnectedAt: ago(10 * DAY),
  workedAt: ago(9 * DAY),
};
const live: Stored = { ...connected, live: { at: ago(5 * DAY), until: null, cause: "by_staff" } };
const withScopes = (one: Stored, scopes: ConnectionFacts["scopes"]): Stored => ({
  ...one,
  statusSince: ago(2 * DAY),
  connection: one.connection && { ...one.connection, scopes },
});
const ended: Stored = {
  ...live,
  statusSince: ago(2 * HOUR),
  connection: {
    ...linked,
    active: { ...grant, refusedAt: ago(3 * HOUR), endedAt: ago(2 * HOUR), endedReason: "revoked" },
  },
};

/** As the loader and the firm's page compute it at an instant. */
function factsAt(stored: Stored, at: Date, holidays: string[] = []): QueueFacts {
  const status = stored.connection && connectionStatus(stored.connection, at);
  const scopes = (stored.connection?.scopes ?? []).map((one): ScopeView => ({
    ...one,
    purpose: "",
    impact: "",
    isToAllow: false,
  }));
  const connection = status && {
    ...status,
    statusSince: stored.statusSince,
    scopes,
    identity: stored.connection?.active
      ? { accountId: "1", accountName: "A", userName: "U", userEmail: null }
      : null,
  };
  const plan = planVerdict({
    answer: stored.planAnswer,
    apiAccess: stored.planAnswer === "not_sure" ? null : stored.planAnswer,
    confirmedAt: stored.planConfirmedAt,
  });
  const { application, route } = stored;
  const own = route === "agency" ? noApplication : application;
  const view = checklist(
    {
      route,
      plan,
      planName: null,
      hasRegion: stored.region !== null,
      developer: stored.developer,
      registeredAt: own.registeredAt,
      keysStoredAt: own.keysStoredAt,
      keyCheck: own.keyCheck,
      isUnderReview: own.reviewNeededAt !== null && own.reviewedAt === null,
      isOfOtherRegion: stored.isOfOtherRegion,
      hasAgencyApplication: route === "agency" && application.verifiedAt !== null,
      waitsForAgencySince: dayOf(stored.planAnsweredAt ?? stored.createdAt, ZONE),
      isConnected: connection?.identity != null,
      hasQuestion: stored.hasQuestion,
      newSentence: null,
      status: status?.status ?? "not_connected",
      reason: status?.reason ?? "never_connected",
      statusSince: dayOf(stored.statusSince, ZONE),
      liveAt: stored.live.at,
      liveUntil: stored.live.until,
      today: dayOf(at, ZONE),
      holidays,
    },
    at,
  );
  return {
    checklist: {
      firmId: "firm_1",
      firmName: "Hartley & Moss LLP",
      route,
      region: stored.region,
      integrationId: "intg_1",
      plan,
      planAnsweredAt: stored.planAnsweredAt,
      planConfirmedAt: stored.planConfirmedAt,
      developer: stored.developer,
      live: { ...stored.live, reason: null },
      createdAt: stored.createdAt,
      newPermissions: stored.newPermissions ? {} : null,
      checklist: view,
    } as FirmChecklist,
    connection: connection as ConnectionView | null,
    application,
    firm: { ownerId: null, tags: [], closedAt: null },
    workedAt: stored.workedAt,
    everConnectedAt: stored.everConnectedAt,
    question: stored.question,
    mailNotSent: stored.mailNotSent,
    grantToConfirm: stored.grantToConfirm,
    timeZone: ZONE,
    holidays,
  };
}
const rowAt = (stored: Stored, at = NOW, holidays?: string[]) =>
  queueRow(factsAt(stored, at, holidays), at);
const shown = (stored: Stored, at = NOW) => {
  const { tab, stage, step, action, since } = rowAt(stored, at);
  return { tab, stage, step, action, since };
};

describe("a firm waits for itself", () => {
  test.each<[string, Stored, object]>([
    [
      "invited",
      invited,
      {
        tab: "waiting_firm",
        stage: "invited",
        step: "plan",
        action: "send_invitation",
        since: invited.createdAt,
      },
    ],
    [
      "a plan without access",
      { ...planned, planAnswer: "no" },
      {
        tab: "waiting_firm",
        stage: "invited",
        step: "plan",
        action: "remind",
        since: planned.planAnsweredAt,
      },
    ],
    [
      "to register",
      planned,
      {
        tab: "waiting_firm",
        stage: "plan",
        step: "application",
        action: "remind",
        since: planned.planAnsweredAt,
      },
    ],
    [
      "to send the keys",
      { ...planned, application: { ...noApplication, registeredAt: ago(15 * DAY) } },
      {
        tab: "waiting_firm",
        stage: "plan",
        step: "credentials",
        action: "remind",
        since: ago(15 * DAY),
      },
    ],
    [
      "keys that Clio refused",
      {
        ...planned,
        application: {
          ...withKeys.application,
          keyCheck: "refused",
          keyAcceptedAt: null,
          keyCheckedAt: ago(3 * DAY),
        },
      },
      {
        tab: "waiting_firm",
        stage: "plan",
        step: "credentials",
        action: "remind",
        since: ago(3 * DAY),
      },
    ],
    [
      "to connect",
      withKeys,
      {
        tab: "waiting_firm",
        stage: "keys",
        step: "connect",
        action: "remind",
        since: ago(14 * DAY),
      },
    ],
    [
      "to connect again",
      {
        ...withKeys,
        everConnectedAt: ago(9 * DAY),
        workedAt: ago(9 * DAY),
        statusSince: ago(DAY),
        connection: { ...linked, active: null, disconnectedAt: ago(DAY) },
      },
      {
        tab: "waiting_firm",
        stage: "keys",
        step: "connect",
        action: "send_reauthorization",
        since: ago(DAY),
      },
    ],
    [
      "to confirm the account",
      {
        ...withKeys,
        statusSince: ago(HOUR),
        connection: {
          ...linked,
          active: null,
          everConnected: false,
          staged: { ...grant, identityVerdict: "first" },
        },
      },
      { tab: "waiting_firm", stage: "keys", step: "connect", action: "remind", since: ago(HOUR) },
    ],
    [
      "a permission that never worked",
      { ...withScopes(connected, [scope("refused")]), workedAt: null },
      {
        tab: "waiting_firm",
        stage: "connected",
        step: "permissions",
        action: "send_reauthorization",
        since: ago(2 * DAY),
      },
    ],
    [
      "permissions that were added",
      { ...live, newPermissions: true },
      {
        tab: "waiting_firm",
        stage: "live",
        step: null,
        action: "send_reauthorization",
        since: connected.statusSince,
      },
    ],
  ])("%s", (_name, stored, expected) => {
    expect(shown(stored)).toEqual(expected);
  });
});

describe("a firm waits for us", () => {
  const underReview = {
    ...withKeys,
    application: { ...withKeys.application, reviewNeededAt: ago(4 * DAY) },
  };
  const question = { id: "help_1", since: ago(6 * HOUR) };
  const confirming: Stored = {
    ...withKeys,
    grantToConfirm: "grant_1",
    statusSince: ago(2 * HOUR),
    connection: {
      ...linked,
      active: null,
      staged: { ...grant, identityVerdict: "first", contactConfirmedAt: ago(2 * HOUR) },
    },
  };
  const ourFault: Stored = {
    ...live,
    statusSince: ago(HOUR),
    connection: { ...linked, isAgencyApplication: true, keysRefusedOf: "agency" },
  };
  test.each<[string, Stored, object]>([
    ["a question", { ...planned, question }, { action: "answer_help", since: question.since }],
    [
      "a mail",
      { ...planned, mailNotSent: { id: "mail_1", since: ago(HOUR) } },
      { action: "retry_mail", since: ago(HOUR) },
    ],
    [
      "keys to look at",
      underReview,
      { action: "review_keys", step: "credentials", since: ago(4 * DAY) },
    ],
    [
      "an account to look at",
      confirming,
      { action: "confirm_account", step: "connect", since: ago(2 * HOUR) },
    ],
    [
      "to be switched on",
      connected,
      { action: "switch_live", step: "live", stage: "connected", since: connected.statusSince },
    ],
    [
      "our application",
      { ...planned, route: "agency" },
      { action: "register_application", step: "agency_application", since: planned.planAnsweredAt },
    ],
    ["our fault", ourFault, { action: "look_at_applications", stage: "live", since: ago(HOUR) }],
    [
      "an override that ends",
      {
        ...withKeys,
        live: { at: ago(9 * DAY), until: new Date(NOW.getTime() + DAY), cause: "override" },
      },
      { action: "look_at_override", stage: "live", since: ago(2 * DAY) },
    ],
  ])("%s", (_name, stored, expected) => {
    expect(shown(stored)).toMatchObject({ tab: "needs_us", ...expected });
  });

  test("of several the first is to be done, since the oldest", () => {
    const row = rowAt({
      ...underReview,
      question,
      mailNotSent: { id: "mail_1", since: ago(HOUR) },
    });
    expect(row).toMatchObject({ tab: "needs_us", action: "answer_help", actionRef: "help_1" });
    expect(row.since).toEqual(ago(4 * DAY));
  });

  test("our application waits for the firm's region first", () => {
    expect(shown({ ...invited, route: "agency" })).toMatchObject({
      tab: "waiting_firm",
      step: "plan",
    });
  });

  test("an override that ends later is nobody's yet", () => {
    const until = new Date(NOW.getTime() + 10 * DAY);
    const row = rowAt({ ...live, live: { ...live.live, until, cause: "override" } });
    expect(row.tab).toBe("going_well");
    expect(row.changesAt).toEqual(new Date(NOW.getTime() - HOUR + PROOF_LIFE_MS));
  });
});

describe("a firm waits for Clio", () => {
  const applied = (appliedOn: string, more: Partial<DeveloperFacts> = {}): Stored => ({
    ...withKeys,
    route: "firm_developer",
    developer: { ...noDeveloper, email: "dev@hartley.test", appliedOn, ...more },
  });

  test("with its developer account, then for us when it takes long, until we have asked", () => {
    const early = rowAt(applied("2026-11-20"));
    expect(early).toMatchObject({ tab: "waiting_clio", step: "developer_account", action: "none" });
    expect(early.since.toISOString()).toBe("2026-11-20T05:00:00.000Z");
    expect(early.changesAt?.toISOString()).toBe("2026-11-25T05:00:00.000Z");
    const late = rowAt(applied("2026-11-19"));
    expect(late).toMatchObject({ tab: "needs_us", action: "note_asked_clio" });
    expect(late.since.toISOString()).toBe("2026-11-24T05:00:00.000Z");
    expect(late.changesAt).toBeNull();
    const asked = rowAt(applied("2026-11-19", { askedClioOn: "2026-11-24" }));
    expect(asked).toMatchObject({ tab: "waiting_clio", changesAt: null });
    expect(rowAt(applied("2026-11-19"), NOW, ["2026-11-23"]).tab).toBe("waiting_clio");
  });

  test("that does not answer, also when it is live", () => {
    const silent: Stored = {
      ...live,
      statusSince: ago(2 * HOUR),
      connection: { ...linked, scopes: [scope("not_tested")], trouble: "clio_unavailable" },
    };
    expect(shown(silent)).toMatchObject({
      tab: "waiting_clio",
      since: ago(2 * HOUR),
      step: "permissions",
    });
  });
});

describe("a firm is broken", () => {
  const refused = [scope("refused"), scope("works", { resource: "users" })];
  const whole: [string, Stored, object][] = [
    ["access ended", ended, { action: "send_reauthorization", since: ago(2 * HOUR) }],
    [
      "a permission refused",
      withScopes(live, refused),
      { action: "send_reauthorization", since: ago(2 * DAY) },
    ],
    ["refused after it worked, though not live", withScopes(connected, refused), {}],
    [
      "everything refused",
      withScopes(live, [scope("refused"), scope("refused", { resource: "users" })]),
      { action: "remind" },
    ],
    [
      "keys refused",
      { ...live, connection: { ...linked, keysRefusedOf: "firm" } },
      { action: "remind" },
    ],
    [
      "an addition that is due",
      withScopes(live, [
        scope("refused", { addition: { addedAt: ago(5 * DAY), dueAt: ago(DAY) } }),
        scope("works", { resource: "users" }),
      ]),
      { action: "send_reauthorization" },
    ],
  ];
  test.each(whole)("%s", (_name, stored, expected) => {
    expect(shown(stored)).toMatchObject({ tab: "broken", ...expected });
  });

  test("whatever else waits for us", () => {
    const question = { id: "help_1", since: ago(HOUR) };
    expect(rowAt({ ...ended, question }).tab).toBe("broken");
  });

  test("but not while many fail together", () => {
    const outage = { cause: "clio_unavailable" as const, openedAt: ago(HOUR), endedAt: null };
    const row = rowAt({
      ...ended,
      connection: { ...(ended.connection ?? linked), failingSince: ago(HOUR), outage },
    });
    expect(row).toMatchObject({ tab: "waiting_clio", status: "checking" });
  });

  test("missing permissions are named once, the required alone", () => {
    const row = rowAt(
      withScopes(live, [
        scope("refused"),
        scope("refused", { access: "write" }),
        scope("missing_in_application", { resource: "matters" }),
        scope("refused", { resource: "tasks", required: false }),
        scope("works", { resource: "users" }),
      ]),
    );
    expect(row.missing).toEqual(["contacts", "matters"]);
  });
});

test("a firm that is live and works goes well, since the later of the two", () => {
  expect(shown(live)).toEqual({
    tab: "going_well",
    stage: "live",
    step: null,
    action: "none",
    since: ago(5 * DAY),
  });
  expect(rowAt(withScopes(live, [scope("not_tested")]))).toMatchObject({ tab: "going_well" });
});

test("stages were reached in their order, whatever was said when", () => {
  const times = (stored: Stored) => {
    const { invitedAt, planAt, keysAt, connectedAt, liveAt } = rowAt(stored);
    return [invitedAt, planAt, keysAt, connectedAt, liveAt];
  };
  expect(times(invited)).toEqual([ago(30 * DAY), null, null, null, null]);
  expect(times(live)).toEqual(
    [20, 14, 10, 5].map((days) => ago(days * DAY)).toSpliced(0, 0, ago(30 * DAY)),
  );
  // The plan was answered anew after connecting, and the keys were never checked.
  const odd = {
    ...live,
    planAnsweredAt: ago(DAY),
    application: { ...live.application, keyCheck: "unknown" as const },
  };
  expect(times(odd)).toEqual([30, 10, 10, 10, 5].map((days) => ago(days * DAY)));
  const agency = {
    ...planned,
    route: "agency" as const,
    application: { ...noApplication, verifiedAt: ago(300 * DAY) },
  };
  expect(times(agency)).toEqual([ago(30 * DAY), ago(20 * DAY), ago(20 * DAY), null, null]);
});

/** A generator that gives the same numbers each time. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    one: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    is: (share: number) => next() < share,
    ago: (days: number) => ago(Math.floor(next() * days * DAY)),
    around: (days: number) => ago(Math.floor((next() - 0.5) * 2 * days * DAY)),
  };
}

function anyStored(seed: number): Stored {
  const { one, is, ago: before, around } = dice(seed);
  const maybe = <T>(share: number, value: () => T) => (is(share) ? value() : null);
  const createdAt = before(60);
  const checks: KeyCheck[] = ["not_checked", "accepted", "refused", "unknown"];
  const results: ScopeResult[] = ["works", "works", "works", "refused", "not_tested", "read_works"];
  const anyScope = (resource: "contacts" | "users") => {
    const addition = maybe(0.2, () => ({ addedAt: before(5), dueAt: around(5) }));
    const result = one(results);
    const checkedAt = result === "not_tested" ? null : before(2);
    return { ...scope(result), resource, checkedAt, addition };
  };
  const anyGrant = () => ({
    ...grant,
    createdAt: before(10),
    endedAt: maybe(0.15, () => before(3)),
    endedReason: "revoked" as const,
    identityReadAt: maybe(0.8, () => before(3)),
    identityRefusedAt: maybe(0.1, () => before(3)),
    identityVerdict: one(["confirmed", "first", "different"] as const),
    contactConfirmedAt: maybe(0.3, () => before(2)),
  });
  const day = (at: Date) => dayOf(at, ZONE);
  return {
    route: one(routes),
    region: maybe(0.8, () => one(regions)),
    createdAt,
    planAnswer: one(["yes", "yes", "no", "not_sure", null] as const),
    planAnsweredAt: maybe(0.8, () => before(40)),
    planConfirmedAt: maybe(0.3, () => before(20)),
    developer: {
      ...noDeveloper,
      email: maybe(0.7, () => "dev@any.test"),
      appliedOn: maybe(0.7, () => day(before(8))),
      approvedOn: maybe(0.3, () => day(before(5))),
      askedClioOn: maybe(0.2, () => day(before(3))),
    },
    application: {
      ...noApplication,
      registeredAt: maybe(0.7, () => before(30)),
      keysStoredAt: maybe(0.7, () => before(30)),
      keyCheck: one(checks),
      keyCheckedAt: maybe(0.6, () => before(30)),
      keyAcceptedAt: maybe(0.6, () => before(30)),
      verifiedAt: maybe(0.6, () => before(90)),
      reviewNeededAt: maybe(0.15, () => before(9)),
      reviewedAt: maybe(0.1, () => before(4)),
    },
    isOfOtherRegion: is(0.05),
    connection: maybe(0.7, () => ({
      ...linked,
      active: maybe(0.7, anyGrant),
      staged: maybe(0.2, anyGrant),
      disconnectedAt: maybe(0.1, () => before(4)),
      keysRefusedOf: maybe(0.1, () => one(["firm", "agency"] as const)),
      isAgencyApplication: is(0.3),
      scopes: [anyScope("contacts"), anyScope("users")],
      trouble: maybe(0.2, () => one(["clio_unavailable", "our_fault"] as const)),
      failingSince: maybe(0.2, () => before(1)),
      outage: maybe(0.1, () => ({
        cause: "clio_unavailable" as const,
        openedAt: before(0.3),
        endedAt: maybe(0.5, () => before(0.03)),
      })),
    })),
    statusSince: before(10),
    workedAt: maybe(0.5, () => before(10)),
    everConnectedAt: maybe(0.6, () => before(12)),
    hasQuestion: is(0.1),
    newPermissions: is(0.1),
    live: {
      at: maybe(0.4, () => before(9)),
      until: maybe(0.3, () => around(9)),
      cause: one(["by_itself", "by_staff", "override"] as const),
    },
    question: maybe(0.1, () => ({ id: "help_1", since: before(3) })),
    mailNotSent: maybe(0.1, () => ({ id: "mail_1", since: before(3) })),
    grantToConfirm: maybe(0.9, () => "grant_1"),
  };
}

test("2,000 firms: until `changesAt` no instant gives another row, and each is in one tab", () => {
  const seen = new Set<string>();
  const reasons = new Set<StatusReason>();
  for (let seed = 1; seed <= 2000; seed += 1) {
    const stored = anyStored(seed * 7919);
    let at = NOW;
    for (let change = 0; change < 4; change += 1) {
      const row = rowAt(stored, at);
      expect(queueTabs).toContain(row.tab);
      seen.add(row.tab).add(row.action).add(row.stage);
      reasons.add(row.reason);
      expect(row.since >= stored.createdAt && row.since <= at).toBe(true);
      const end = row.changesAt ?? new Date(at.getTime() + 40 * DAY);
      expect(end > at).toBe(true);
      const { changesAt: _now, ...same } = row;
      const others = [0.3, 0.999_999]
        .map((share) => {
          const between = new Date(at.getTime() + (end.getTime() - at.getTime()) * share);
          const { changesAt: _then, ...then } = rowAt(stored, between);
          return then;
        })
        .filter((then) => JSON.stringify(then) !== JSON.stringify(same));
      expect(others, `of seed ${seed}, which is ${JSON.stringify(same)}`).toEqual([]);
      if (!row.changesAt) break;
      at = row.changesAt;
    }
  }
  // Every tab, action and stage came up.
  expect([...queueTabs, ...queueActions, ...stages].filter((one) => !seen.has(one))).toEqual([]);
  expect(reasons.size).toBeGreaterThan(12);
});
