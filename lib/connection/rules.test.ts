import { describe, expect, it } from "vitest";
import { scopeResults, type ScopeResult } from "@/lib/vocabulary";
import {
  accountFits,
  compareIdentity,
  connectionStatus,
  isMet,
  isToAllow,
  PROOF_LIFE_MS,
  REFRESH_PAUSE_MS,
  refusalLayer,
  settledVersion,
  shouldRefresh,
  isDoubtful,
  softSigns,
  type ConnectionFacts,
  type DoneHow,
  type GrantFacts,
  type ScopeFacts,
} from "./rules";

const NOW = new Date("2026-06-03T14:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const HOUR = 3_600_000;

const grant: GrantFacts = {
  id: "grant_1",
  createdAt: ago(2 * HOUR),
  accessExpiresAt: ago(-24 * HOUR),
  refusedAt: null,
  endedAt: null,
  endedReason: null,
  identityReadAt: ago(HOUR),
  identityRefusedAt: null,
  identityVerdict: "confirmed",
  contactConfirmedAt: null,
  refreshOutcome: null,
};
const scope = (result: ScopeResult, more: Partial<ScopeFacts> = {}): ScopeFacts => ({
  resource: "contacts",
  access: "read",
  required: true,
  result,
  checkedAt: result === "not_tested" ? null : ago(HOUR),
  addition: null,
  ...more,
});
const facts = (more: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
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
  ...more,
});
const answer = (more: Partial<ConnectionFacts>, now = NOW) => {
  const { status, reason, actor } = connectionStatus(facts(more), now);
  return `${status} ${reason} ${actor}`;
};

describe("connectionStatus", () => {
  it("is not connected without a grant", () => {
    expect(answer({ active: null })).toBe("not_connected never_connected firm");
    expect(answer({ active: null, disconnectedAt: NOW })).toBe("not_connected disconnected firm");
  });

  it("asks for other keys when Clio refused the firm's own, connected or not", () => {
    expect(answer({ active: null, keysRefusedOf: "firm" })).toBe(
      "needs_attention keys_refused firm",
    );
    expect(answer({ keysRefusedOf: "firm" })).toBe("needs_attention keys_refused firm");
    const next = (hasOtherKeys: boolean) =>
      connectionStatus(facts({ keysRefusedOf: "firm", hasOtherKeys }), NOW).nextAction;
    expect([next(false), next(true)]).toEqual(["send_keys", "connect"]);
  });

  it("says that access ended only after a definite end", () => {
    const ended = { ...grant, refusedAt: ago(HOUR), endedAt: NOW };
    expect(answer({ active: { ...ended, endedReason: "revoked" } })).toBe(
      "access_ended revoked firm",
    );
    expect(answer({ active: { ...ended, endedReason: "user_disabled" } })).toBe(
      "access_ended user_disabled firm",
    );
    expect(answer({ active: { ...grant, refusedAt: ago(HOUR) } })).toBe("checking stale nobody");
  });

  it("waits for a person only while nothing else works", () => {
    const staged = { ...grant, id: "grant_2", identityVerdict: "first" as const };
    expect(answer({ active: null, staged })).toBe("needs_attention confirm_account firm");
    expect(answer({ active: grant, staged })).toBe("working all_proven nobody");
  });

  it("blames nobody while the account behind a permission cannot be read", () => {
    const unread = { ...grant, identityReadAt: null };
    expect(answer({ active: null, staged: unread })).toBe("checking clio_unavailable clio");
    const refused = { ...unread, identityRefusedAt: NOW };
    expect(answer({ active: null, staged: refused })).toBe(
      "needs_attention account_unreadable firm",
    );
  });

  it("needs attention for a required permission that Clio refused, not for an optional one", () => {
    for (const result of scopeResults) {
      const isRefusal = ["missing_in_application", "user_lacks_it", "refused"].includes(result);
      const required = answer({ scopes: [scope("works"), scope(result, { resource: "tasks" })] });
      expect(required === "needs_attention permission_missing firm").toBe(isRefusal);
      const optional = answer({
        scopes: [scope("works"), scope(result, { resource: "tasks", required: false })],
      });
      expect(optional).toBe("working all_proven nobody");
    }
  });

  it("is checking, and blames the right one, while a required permission is untested", () => {
    const scopes = [scope("works"), scope("not_tested", { resource: "tasks" })];
    expect(answer({ scopes })).toBe("checking first_check nobody");
    expect(answer({ scopes, trouble: "clio_unavailable" })).toBe("checking clio_unavailable clio");
    expect(answer({ scopes, trouble: "our_fault" })).toBe("checking our_fault agency");
  });

  it("takes a refresh that we cannot do as our fault", () => {
    expect(answer({ active: { ...grant, refreshOutcome: "misconfigured" } })).toBe(
      "checking our_fault agency",
    );
  });

  it("keeps working through a transient failure, until the proof is older than 26 hours", () => {
    expect(answer({ trouble: "clio_unavailable" })).toBe("working all_proven nobody");
    const scopes = [scope("works", { checkedAt: ago(PROOF_LIFE_MS) })];
    expect(answer({ scopes })).toBe("checking stale nobody");
    expect(answer({ scopes, trouble: "clio_unavailable" })).toBe("checking clio_unavailable clio");
  });

  it("tells exactly when time alone changes the answer", () => {
    const { status, changesAt } = connectionStatus(facts(), NOW);
    expect(status).toBe("working");
    if (!changesAt) throw new Error("a working connection must say until when");
    expect(answer({}, new Date(changesAt.getTime() - 1))).toBe("working all_proven nobody");
    expect(answer({}, changesAt)).toBe("checking stale nobody");
  });

  it("never shows a firm amber or red for what is not the firm's", () => {
    let cases = 0;
    const grants = [null, grant, { ...grant, refusedAt: NOW }, { ...grant, identityReadAt: null }];
    for (const active of grants)
      for (const staged of grants)
        for (const result of scopeResults)
          for (const trouble of [null, "clio_unavailable", "our_fault"] as const)
            for (const keysRefusedOf of ["firm", "agency", null] as const) {
              const found = connectionStatus(
                facts({ active, staged, trouble, keysRefusedOf, scopes: [scope(result)] }),
                NOW,
              );
              const isAlarm = found.status === "needs_attention" || found.status === "access_ended";
              expect(!isAlarm || found.actor === "firm").toBe(true);
              expect(found.status !== "checking" || found.actor !== "firm").toBe(true);
              expect(found.changesAt !== null).toBe(found.status === "working");
              cases += 1;
            }
    expect(cases).toBe(4 * 4 * 6 * 3 * 3);
  });

  it("never works without a required permission that is proven", () => {
    expect(answer({ scopes: [] })).toBe("checking stale nobody");
    expect(answer({ scopes: [scope("works", { required: false })] })).toBe("checking stale nobody");
  });
});

describe("connectionStatus while many fail together", () => {
  const MINUTE = 60_000;
  const outage = { cause: "clio_unavailable" as const, openedAt: ago(10 * MINUTE), endedAt: null };
  const within = { outage, failingSince: ago(12 * MINUTE) };
  const ended = { ...grant, refusedAt: ago(8 * MINUTE), endedAt: ago(2 * MINUTE) };
  const old = (result: ScopeResult) => scope(result, { checkedAt: ago(PROOF_LIFE_MS) });
  const blamed: [string, Partial<ConnectionFacts>][] = [
    ["an end", { active: { ...ended, endedReason: "revoked" } }],
    ["a disabled user", { active: { ...ended, endedReason: "user_disabled" } }],
    ["the firm's keys refused", { keysRefusedOf: "firm" }],
    ["our keys refused", { keysRefusedOf: "agency" }],
    ["a permission refused", { scopes: [scope("works"), scope("refused")] }],
    ["everything refused", { scopes: [scope("refused"), scope("refused")] }],
    ["a first refusal", { active: { ...grant, refusedAt: ago(MINUTE) } }],
    ["a proof that is too old", { scopes: [old("works")] }],
    ["nothing tried yet", { scopes: [scope("not_tested")] }],
  ];

  it.each(blamed)("puts %s down to it", (_name, more) => {
    expect(answer({ ...more, ...within })).toBe("checking clio_unavailable clio");
    const ours = { ...within, outage: { ...outage, cause: "our_fault" as const } };
    expect(answer({ ...more, ...ours })).toBe("checking our_fault agency");
  });

  it.each(blamed)("leaves %s as it is when it was known long before", (_name, more) => {
    const before = { outage, failingSince: ago(26 * MINUTE) };
    expect(answer({ ...more, ...before })).toBe(answer(more));
    expect(answer({ ...more, outage, failingSince: null })).toBe(answer(more));
  });

  it("lets what is proven be working, and leaves what waits for a person", () => {
    expect(answer(within)).toBe("working all_proven nobody");
    const staged = { ...grant, id: "grant_2", identityVerdict: "first" as const };
    expect(answer({ active: null, staged, ...within })).toBe(
      "needs_attention confirm_account firm",
    );
    expect(answer({ active: null, disconnectedAt: NOW, ...within })).toBe(
      "not_connected disconnected firm",
    );
  });

  it("says what it is a quarter of an hour after the end, when all was looked at afresh", () => {
    const over = { ...within, outage: { ...outage, endedAt: ago(5 * MINUTE) } };
    const more = { active: { ...ended, endedReason: "revoked" as const }, ...over };
    const status = connectionStatus(facts(more), NOW);
    expect(status).toMatchObject({ status: "checking", changesAt: ago(-10 * MINUTE) });
    expect(answer(more, ago(-10 * MINUTE))).toBe("access_ended revoked firm");
    expect(answer({ ...more, failingSince: ago(MINUTE) })).toBe("access_ended revoked firm");
  });
});

describe("a permission that was added later", () => {
  const addition = { addedAt: ago(HOUR), dueAt: ago(-HOUR) };
  const tasks = (result: ScopeResult, more: Partial<ScopeFacts> = {}) =>
    scope(result, { resource: "tasks", addition, ...more });
  const withTasks = (added: ScopeFacts, more: Partial<ConnectionFacts> = {}, now = NOW) =>
    answer({ scopes: [scope("works"), added], ...more }, now);
  const DUE = addition.dueAt;

  it("changes nothing before its day, whatever Clio said of it", () => {
    for (const result of scopeResults) {
      for (const access of ["read", "write"] as const) {
        expect(withTasks(tasks(result, { access }))).toBe("working all_proven nobody");
      }
    }
  });

  it("from its day on needs a new authorization where Clio refused it to the old one", () => {
    for (const result of ["missing_in_application", "user_lacks_it", "refused"] as const) {
      for (const isAgencyApplication of [true, false]) {
        const found = withTasks(tasks(result), { isAgencyApplication }, DUE);
        expect(found).toBe("needs_attention reauthorization_due firm");
      }
    }
    const { nextAction } = connectionStatus(facts({ scopes: [tasks("refused")] }), DUE);
    expect(nextAction).toBe("connect");
    expect(withTasks(tasks("works"), {}, DUE)).toBe("working all_proven nobody");
    expect(withTasks(tasks("refused", { required: false }), {}, DUE)).toBe(
      "working all_proven nobody",
    );
  });

  it("is written only by a grant that is newer than its version", () => {
    const write = tasks("read_works", { access: "write" });
    expect(withTasks(write, {}, DUE)).toBe("needs_attention reauthorization_due firm");
    const active = { ...grant, createdAt: addition.addedAt };
    expect(withTasks(write, { active }, DUE)).toBe("working all_proven nobody");
  });

  it("refused to a grant that was asked for it is a box or a right again", () => {
    const active = { ...grant, createdAt: addition.addedAt };
    expect(withTasks(tasks("user_lacks_it"), { active })).toBe("working all_proven nobody");
    expect(withTasks(tasks("user_lacks_it"), { active }, DUE)).toBe(
      "needs_attention permission_missing firm",
    );
    const ours = { active, isAgencyApplication: true };
    expect(withTasks(tasks("missing_in_application"), ours, DUE)).toBe("checking our_fault agency");
  });

  it("that was not tried yet blames nobody on its day", () => {
    expect(withTasks(tasks("not_tested"), {}, DUE)).toBe("checking first_check nobody");
    expect(withTasks(tasks("not_tested"), { trouble: "clio_unavailable" }, DUE)).toBe(
      "checking clio_unavailable clio",
    );
  });

  it("does not hide that what the grant had was lost, and casts no doubt on the plan", () => {
    const lost = [scope("refused"), scope("works", { resource: "users" })];
    expect(answer({ scopes: [...lost, tasks("refused")] }, DUE)).toBe(
      "needs_attention permission_missing firm",
    );
    const refused = [scope("refused"), scope("refused", { resource: "users" })];
    const plan = "needs_attention plan_suspected firm";
    expect(answer({ scopes: [...refused, tasks("not_tested")] }, DUE)).toBe(plan);
    expect(answer({ scopes: [scope("works"), tasks("refused"), tasks("refused")] })).not.toBe(plan);
  });

  it("tells its day as the instant of change, exactly when it is one", () => {
    let changes = 0;
    const later = { addedAt: ago(HOUR), dueAt: ago(-2 * HOUR) };
    const grants = [
      grant,
      { ...grant, createdAt: NOW },
      { ...grant, refusedAt: NOW },
      { ...grant, endedAt: NOW, endedReason: "revoked" as const },
    ];
    for (const active of grants)
      for (const first of scopeResults)
        for (const second of scopeResults)
          for (const old of scopeResults)
            for (const isAgencyApplication of [true, false]) {
              const scopes = [
                scope(old),
                tasks(first),
                tasks(second, { resource: "documents", addition: later, access: "write" }),
              ];
              const given = facts({ active, scopes, isAgencyApplication });
              const { changesAt, ...found } = connectionStatus(given, NOW);
              const at = (time: number) => {
                const { changesAt: _, ...then } = connectionStatus(given, new Date(time));
                return then;
              };
              const end = changesAt?.getTime() ?? NOW.getTime() + 60 * HOUR;
              const days = [NOW.getTime() + 1, DUE.getTime(), later.dueAt.getTime(), end - 1];
              for (const time of days) expect(at(Math.min(time, end - 1))).toEqual(found);
              const hasChanged = JSON.stringify(at(end)) !== JSON.stringify(found);
              expect(hasChanged).toBe(changesAt !== null);
              changes += changesAt ? 1 : 0;
            }
    expect(changes).toBeGreaterThan(100);
  });

  it("waits to be allowed only when it is known to be missing, and the grant is older", () => {
    const waits = scopeResults.filter((result) => isToAllow(tasks(result), ago(2 * HOUR)));
    expect(waits).toEqual(["read_works", "missing_in_application", "user_lacks_it", "refused"]);
    expect(isToAllow(tasks("refused"), addition.addedAt)).toBe(false);
    expect(isToAllow(scope("refused"), ago(2 * HOUR))).toBe(false);
  });
});

describe("settledVersion", () => {
  const row = (version: number, doneHow: DoneHow | null) => ({ version, doneHow });
  it("is the grant's own, or a later one that the grant proved", () => {
    expect(settledVersion(2, [])).toBe(2);
    expect(settledVersion(1, [row(2, "existing_grant")])).toBe(2);
    expect(settledVersion(3, [row(2, "reauthorized")])).toBe(3);
    expect(settledVersion(1, [row(2, "superseded")])).toBe(1);
  });
  it("goes back before an open re-authorization and those whose place it took", () => {
    expect(settledVersion(1, [row(2, null)])).toBe(1);
    expect(settledVersion(3, [row(3, null)])).toBe(2);
    expect(settledVersion(4, [row(4, null), row(3, "superseded"), row(2, "reauthorized")])).toBe(2);
    expect(settledVersion(4, [row(2, "superseded"), row(4, null), row(3, "superseded")])).toBe(1);
    expect(settledVersion(4, [row(4, null), row(3, "existing_grant")])).toBe(3);
  });
});

describe("isMet", () => {
  it("takes a read for a write only when the grant is newer than the ticked boxes", () => {
    const write = scope("read_works", { access: "write" });
    expect(isMet(write, NOW, null)).toBe(true);
    expect(isMet(write, NOW, ago(1))).toBe(true);
    expect(isMet(write, ago(1), NOW)).toBe(false);
    expect(isMet(scope("works", { access: "write" }), ago(1), NOW)).toBe(true);
  });
});

describe("refusalLayer", () => {
  const owner = { isOwner: true, roles: [] };
  const administrator = { isOwner: false, roles: ["Administrator"] };
  const clerk = { isOwner: false, roles: ["Billing"] };
  const nobody = { isOwner: null, roles: [] };

  it("names the application's box only when the user is one who may everything", () => {
    expect(refusalLayer("contacts", owner, false)).toBe("missing_in_application");
    expect(refusalLayer("contacts", administrator, false)).toBe("missing_in_application");
    expect(refusalLayer("contacts", clerk, false)).toBe("refused");
    expect(refusalLayer("contacts", nobody, false)).toBe("refused");
  });
  it("names the user's right only when another authorization has shown the box", () => {
    expect(refusalLayer("contacts", clerk, true)).toBe("user_lacks_it");
    expect(refusalLayer("contacts", nobody, true)).toBe("user_lacks_it");
    expect(refusalLayer("contacts", owner, true)).toBe("refused");
  });
  it("is never certain about custom fields", () => {
    for (const user of [owner, administrator, clerk]) {
      for (const isProven of [true, false]) {
        expect(refusalLayer("custom_fields", user, isProven)).toBe("refused");
      }
    }
  });
});

describe("shouldRefresh", () => {
  const base = {
    hasRefreshToken: true,
    accessIssuedAt: ago(79 * HOUR),
    accessExpiresAt: ago(-21 * HOUR),
    refreshedAt: null as Date | null,
    refreshFailures: 0,
    refreshDueAt: null as Date | null,
    endedAt: null as Date | null,
  };
  const decide = (more: Partial<typeof base>, spread = 0, force = false) =>
    shouldRefresh({ ...base, ...more }, { spread, force }, NOW).reason;

  it("is due at 80 % of the life, up to 5 % earlier by the connection's spread", () => {
    expect(decide({})).toBe("fresh");
    expect(decide({}, 0.3)).toBe("due");
    expect(decide({ accessIssuedAt: ago(80 * HOUR), accessExpiresAt: ago(-20 * HOUR) })).toBe(
      "due",
    );
  });

  it("asks again for what failed when its wait is over, however long the token lives", () => {
    const failed = { refreshFailures: 1, refreshDueAt: NOW };
    expect(decide(failed)).toBe("due");
    expect(decide({ ...failed, refreshDueAt: new Date(NOW.getTime() + 1) })).toBe("waiting");
    const isDue = { accessIssuedAt: ago(99 * HOUR), accessExpiresAt: ago(-HOUR) };
    const later = { ...failed, refreshDueAt: new Date(NOW.getTime() + 1) };
    expect(decide({ ...later, ...isDue }, 1)).toBe("waiting");
    expect(decide({ ...later, ...isDue }, 1, true)).toBe("forced");
  });

  it("never renews twice within a minute, an ended grant, or one without a refresh token", () => {
    expect(decide({ refreshedAt: ago(REFRESH_PAUSE_MS - 1) }, 1, true)).toBe("just_refreshed");
    expect(decide({ refreshedAt: ago(REFRESH_PAUSE_MS) }, 0, true)).toBe("forced");
    expect(decide({ endedAt: NOW }, 1, true)).toBe("ended");
    expect(decide({ hasRefreshToken: false }, 1, true)).toBe("no_refresh_token");
  });
});

describe("OC-02 compareIdentity", () => {
  const here = { region: "us", accountId: "1" };
  const other = { region: "us", accountId: "2" };
  const nowhere = { region: null, accountId: null };
  const known = { confirmed: here, developer: nowhere, allowed: null, isUsedElsewhere: false };

  it("is the region and the account together", () => {
    expect(compareIdentity(here, known)).toBe("confirmed");
    expect(compareIdentity({ ...here, region: "eu" }, known)).toBe("different");
    expect(compareIdentity(other, known)).toBe("different");
  });
  it("asks the first time, and for the one account that staff allowed", () => {
    expect(compareIdentity(here, { ...known, confirmed: null })).toBe("first");
    expect(compareIdentity(other, { ...known, allowed: other })).toBe("first");
    expect(compareIdentity({ ...other, region: "ca" }, { ...known, allowed: other })).toBe(
      "different",
    );
  });
  it("blocks the developer account and an account that another firm uses, whatever else holds", () => {
    const first = { ...known, confirmed: null };
    expect(compareIdentity(other, { ...first, developer: other })).toBe("developer");
    expect(compareIdentity(other, { ...first, isUsedElsewhere: true })).toBe("used_elsewhere");
    expect(compareIdentity(other, { ...known, allowed: other, isUsedElsewhere: true })).toBe(
      "used_elsewhere",
    );
    expect(compareIdentity(other, { ...known, allowed: other, developer: other })).toBe(
      "developer",
    );
  });
});

describe("softSigns", () => {
  const account = {
    name: "Hartley & Moss LLP",
    createdAt: ago(1000 * 24 * HOUR),
    userEmail: "ada@firm.test",
    userIsOwner: true,
    hasSingleUser: false,
  };
  const firm = {
    name: "Hartley and Moss",
    developerEmail: "dev@firm.test",
    contactEmail: "ben@firm.test",
  };
  const signs = (more: Partial<typeof account>) => softSigns({ ...account, ...more }, firm, NOW);

  it("finds none in an old account of the firm's domain with several users", () => {
    expect(signs({})).toEqual([]);
  });
  it("notices each sign by itself", () => {
    expect(signs({ userEmail: "DEV@firm.test" })).toEqual(["developer_email"]);
    expect(signs({ createdAt: ago(29 * 24 * HOUR) })).toEqual(["new_account"]);
    expect(signs({ createdAt: ago(30 * 24 * HOUR) })).toEqual([]);
    expect(signs({ name: "Ferris & Lunt LLP" })).toEqual(["other_name"]);
    expect(signs({ userEmail: "ada@elsewhere.test" })).toEqual(["other_domain"]);
    expect(signs({ hasSingleUser: true })).toEqual(["single_user"]);
    expect(signs({ hasSingleUser: true, userIsOwner: false })).toEqual([]);
  });
  it("asks to look twice for some, and not for what many a good account has", () => {
    expect(isDoubtful(["other_domain", "single_user"])).toBe(false);
    for (const sign of ["developer_email", "new_account", "other_name"] as const) {
      expect(isDoubtful([sign])).toBe(true);
    }
  });
});

describe("H-1 accountFits", () => {
  const firm = { name: "Hartley & Moss LLP", contactEmail: "ada@hartleymoss.test" };
  const fits = (name: string, userEmail: string | null = null) =>
    accountFits({ name, userEmail }, firm);

  it("is the user's domain, or a word of the name that is not everybody's", () => {
    expect(fits("Something else", "x@hartleymoss.test")).toBe(true);
    expect(fits("HARTLEY law office")).toBe(true);
    expect(fits("Ferris & Lunt LLP", "x@ferrislunt.test")).toBe(false);
    expect(fits("The Law Firm LLP")).toBe(false);
    expect(fits("")).toBe(false);
  });

  it("is no domain at which anybody has an address", () => {
    const contactEmail = "ada.moss@gmail.com";
    const account = { name: "Okafor Estates", userEmail: "someone@gmail.com" };
    expect(accountFits(account, { ...firm, contactEmail })).toBe(false);
    expect(accountFits({ ...account, name: "Moss, Hartley" }, { ...firm, contactEmail })).toBe(
      true,
    );
  });
});

describe("a first authorization", () => {
  const staged = { ...grant, identityVerdict: "first" as const };
  const waiting = (more: Partial<GrantFacts>, scopes?: ScopeFacts[]) =>
    answer({ active: null, staged: { ...staged, ...more }, ...(scopes && { scopes }) });

  it("waits for a person, for staff, or for another account", () => {
    expect(waiting({})).toBe("needs_attention confirm_account firm");
    expect(waiting({ contactConfirmedAt: NOW })).toBe("checking agency_confirms agency");
    for (const identityVerdict of ["different", "developer", "used_elsewhere"] as const) {
      expect(waiting({ identityVerdict })).toBe("needs_attention other_account firm");
    }
  });
  it("suspects the plan only when everything is refused", () => {
    const unread = { identityReadAt: null, identityRefusedAt: NOW };
    const refused = scope("refused");
    expect(waiting(unread, [refused, scope("works")])).toBe(
      "needs_attention account_unreadable firm",
    );
    expect(waiting(unread, [refused, refused])).toBe("needs_attention plan_suspected firm");
  });
});

describe("whose fault it is", () => {
  const missing = scope("missing_in_application");
  it("never blames a firm for the agency's application", () => {
    const works = scope("works");
    expect(answer({ scopes: [missing, works] })).toBe("needs_attention permission_missing firm");
    expect(answer({ scopes: [missing, works], isAgencyApplication: true })).toBe(
      "checking our_fault agency",
    );
    expect(answer({ scopes: [scope("user_lacks_it"), works], isAgencyApplication: true })).toBe(
      "needs_attention permission_missing firm",
    );
    expect(answer({ keysRefusedOf: "agency" })).toBe("checking our_fault agency");
  });
});
