import { describe, expect, it } from "vitest";
import { scopeResults, type ScopeResult } from "@/lib/vocabulary";
import {
  compareIdentity,
  connectionStatus,
  isMet,
  PROOF_LIFE_MS,
  REFRESH_PAUSE_MS,
  refusalLayer,
  shouldRefresh,
  type ConnectionFacts,
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
  refreshOutcome: null,
};
const scope = (result: ScopeResult, more: Partial<ScopeFacts> = {}): ScopeFacts => ({
  resource: "contacts",
  access: "read",
  required: true,
  result,
  checkedAt: result === "not_tested" ? null : ago(HOUR),
  ...more,
});
const facts = (more: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  active: grant,
  staged: null,
  everConnected: true,
  disconnectedAt: null,
  keysRefused: false,
  boxesConfirmedAt: null,
  scopes: [scope("works")],
  trouble: null,
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
    expect(answer({ active: null, keysRefused: true })).toBe("needs_attention keys_refused firm");
    expect(answer({ keysRefused: true })).toBe("needs_attention keys_refused firm");
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
    const staged = { ...grant, id: "grant_2" };
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
            for (const keysRefused of [true, false]) {
              const found = connectionStatus(
                facts({ active, staged, trouble, keysRefused, scopes: [scope(result)] }),
                NOW,
              );
              const isAlarm = found.status === "needs_attention" || found.status === "access_ended";
              expect(!isAlarm || found.actor === "firm").toBe(true);
              expect(found.status !== "checking" || found.actor !== "firm").toBe(true);
              expect(found.changesAt !== null).toBe(found.status === "working");
              cases += 1;
            }
    expect(cases).toBe(4 * 4 * 6 * 3 * 2);
  });

  it("never works without a required permission that is proven", () => {
    expect(answer({ scopes: [] })).toBe("checking stale nobody");
    expect(answer({ scopes: [scope("works", { required: false })] })).toBe("checking stale nobody");
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
  it("names the application's box only when the user is one who may everything", () => {
    expect(refusalLayer("contacts", { isOwner: true, roles: [] })).toBe("missing_in_application");
    expect(refusalLayer("contacts", { isOwner: false, roles: ["Administrator"] })).toBe(
      "missing_in_application",
    );
    expect(refusalLayer("contacts", { isOwner: false, roles: ["Billing"] })).toBe("refused");
    expect(refusalLayer("contacts", { isOwner: null, roles: [] })).toBe("refused");
    expect(refusalLayer("custom_fields", { isOwner: true, roles: [] })).toBe("refused");
  });
});

describe("shouldRefresh", () => {
  const base = {
    hasRefreshToken: true,
    accessIssuedAt: ago(79 * HOUR),
    accessExpiresAt: ago(-21 * HOUR),
    refreshedAt: null as Date | null,
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

  it("never renews twice within a minute, an ended grant, or one without a refresh token", () => {
    expect(decide({ refreshedAt: ago(REFRESH_PAUSE_MS - 1) }, 1, true)).toBe("just_refreshed");
    expect(decide({ refreshedAt: ago(REFRESH_PAUSE_MS) }, 0, true)).toBe("forced");
    expect(decide({ endedAt: NOW }, 1, true)).toBe("ended");
    expect(decide({ hasRefreshToken: false }, 1, true)).toBe("no_refresh_token");
  });
});

describe("compareIdentity", () => {
  const known = { region: "us", accountId: "1", confirmedAt: NOW };
  it("is the region and the account together", () => {
    expect(compareIdentity(known, { region: "us", accountId: "1" }, false)).toBe("confirmed");
    expect(compareIdentity(known, { region: "eu", accountId: "1" }, false)).toBe("different");
    expect(compareIdentity(known, { region: "us", accountId: "2" }, false)).toBe("different");
  });
  it("asks the first time, and blocks an account that another firm uses", () => {
    const nobody = { region: null, accountId: null, confirmedAt: null };
    expect(compareIdentity(nobody, { region: "us", accountId: "1" }, false)).toBe("first");
    expect(compareIdentity(nobody, { region: "us", accountId: "1" }, true)).toBe("different");
    expect(compareIdentity(known, { region: "us", accountId: "1" }, true)).toBe("different");
  });
});
