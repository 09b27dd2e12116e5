import { describe, expect, it } from "vitest";
import { connectionStatuses, keyChecks, routes, statusReasons } from "@/lib/vocabulary";
import { checklist, conversionWait, isLive, liveGate, trialOf, type ChecklistFacts } from "./rules";

const AT = new Date("2026-06-03T14:00:00Z");
const verdicts = ["unanswered", "confirmed", "has_access", "not_sure", "no_access"] as const;
const nothing = {
  email: null,
  trialStartedOn: null,
  trialEndsOn: null,
  appliedOn: null,
  approvedOn: null,
  askedClioOn: null,
};
const base: ChecklistFacts = {
  route: "firm_private",
  planName: "Essentials",
  developer: nothing,
  hasQuestion: false,
  newSentence: null,
  isUnderReview: false,
  isOfOtherRegion: false,
  hasAgencyApplication: false,
  waitsForAgencySince: "2026-06-01",
  statusSince: "2026-06-02",
  liveUntil: null,
  today: "2026-06-03",
  holidays: [],
  plan: "unanswered",
  hasRegion: false,
  registeredAt: null,
  keysStoredAt: null,
  keyCheck: "not_checked",
  isConnected: false,
  status: "not_connected",
  reason: "never_connected",
  liveAt: null,
};
const states = (more: Partial<ChecklistFacts>) =>
  checklist({ ...base, ...more }, AT).steps.map((step) => step.state);

const developers = [
  nothing,
  { ...nothing, email: "dev@firm.test", trialStartedOn: "2026-05-30" },
  { ...nothing, email: "dev@firm.test", appliedOn: "2026-05-20" },
  { ...nothing, email: "dev@firm.test", approvedOn: "2026-06-01" },
];
const stored = [
  { keysStoredAt: null, isUnderReview: false, isOfOtherRegion: false },
  { keysStoredAt: AT, isUnderReview: false, isOfOtherRegion: false },
  { keysStoredAt: AT, isUnderReview: true, isOfOtherRegion: false },
  { keysStoredAt: AT, isUnderReview: false, isOfOtherRegion: true },
];

function* everything(): Generator<ChecklistFacts> {
  for (const route of routes)
    for (const developer of route === "firm_developer" ? developers : [nothing])
      for (const hasAgencyApplication of route === "agency" ? [true, false] : [false])
        for (const plan of verdicts)
          for (const hasRegion of [true, false])
            for (const registeredAt of [AT, null])
              for (const keys of stored)
                for (const keyCheck of keyChecks)
                  for (const isConnected of [true, false])
                    for (const status of connectionStatuses)
                      for (const reason of statusReasons)
                        yield {
                          ...base,
                          ...keys,
                          route,
                          developer,
                          hasAgencyApplication,
                          plan,
                          hasRegion,
                          registeredAt,
                          keyCheck,
                          isConnected,
                          status,
                          reason,
                        };
}

describe("permissions that were added", () => {
  const newSentence = "From 3 December 2026 on, “Contacts” also needs Tasks (read).";
  const permissions = (more: Partial<ChecklistFacts>) => {
    const { steps, problem } = checklist({ ...base, isConnected: true, newSentence, ...more }, AT);
    const step = steps.find(({ key }) => key === "permissions");
    return { state: step?.state, hint: step?.hint, problem };
  };

  it("are told beside a step that is completed, and are its problem once they are due", () => {
    expect(permissions({ status: "working", reason: "all_proven" })).toMatchObject({
      state: "completed",
      hint: `Every permission works. ${newSentence}`,
    });
    const due = permissions({ status: "needs_attention", reason: "reauthorization_due" });
    const hint = `${newSentence} Please connect again to allow it.`;
    expect(due).toMatchObject({ state: "problem", hint, problem: hint });
  });
});

describe("checklist", () => {
  it("leads a new firm from the plan to live, one step after the other", () => {
    const plan = { plan: "has_access", hasRegion: true } as const;
    const registered = { ...plan, registeredAt: AT };
    const keys = { ...registered, keysStoredAt: AT, keyCheck: "accepted" } as const;
    const connected = {
      ...keys,
      isConnected: true,
      status: "checking",
      reason: "first_check",
    } as const;
    const working = { ...connected, status: "working", reason: "all_proven" } as const;
    const nexts = [base, plan, registered, keys, connected, working].map(
      (facts) => checklist({ ...base, ...facts }, AT).next?.key ?? null,
    );
    expect(nexts).toEqual(["plan", "application", "credentials", "connect", "permissions", null]);
    expect(checklist({ ...base, ...working }, AT)).toMatchObject({
      done: 5,
      total: 5,
      minutesLeft: 0,
    });
    expect(states(working).at(-1)).toBe("waiting_us");
    expect(states({ ...working, liveAt: AT }).at(-1)).toBe("completed");
  });

  it("locks everything behind a plan without access, until Clio proves otherwise", () => {
    expect(states({ plan: "no_access", hasRegion: true })).toEqual([
      "problem",
      ...Array.from({ length: 5 }, () => "locked"),
    ]);
    expect(states({ plan: "confirmed", hasRegion: true })[1]).toBe("not_started");
  });

  it("lets “not sure” and keys that cannot be checked go on, unconfirmed", () => {
    const found = states({
      plan: "not_sure",
      hasRegion: true,
      registeredAt: AT,
      keysStoredAt: AT,
      keyCheck: "unknown",
    });
    expect(found.slice(0, 4)).toEqual([
      "not_confirmed",
      "completed",
      "not_confirmed",
      "not_started",
    ]);
  });

  it("falls back from completed to a problem, and says it once", () => {
    const view = checklist(
      {
        ...base,
        plan: "confirmed",
        hasRegion: true,
        registeredAt: AT,
        keysStoredAt: AT,
        keyCheck: "accepted",
        isConnected: true,
        status: "needs_attention",
        reason: "permission_missing",
      },
      AT,
    );
    expect(view.problem).toBe("A permission that we need is missing.");
    expect(view.next?.key).toBe("permissions");
  });

  it("holds its promises for every combination of facts", () => {
    const totals = { agency: 4, firm_private: 5, firm_developer: 6 };
    let cases = 0;
    for (const facts of everything()) {
      const view = checklist(facts, AT);
      const counted = view.steps.filter((step) => step.key !== "live");
      const isSound =
        view.total === totals[facts.route] &&
        view.done === counted.filter((step) => step.state === "completed").length &&
        view.steps.every((step) => step.state !== "locked" || step.href === null) &&
        (view.problem !== null) === counted.some((step) => step.state === "problem") &&
        (view.next === null || view.next.href !== null) &&
        view.next?.state !== "completed";
      if (!isSound) throw new Error(`not sound for ${JSON.stringify(facts)}`);
      cases += 1;
    }
    expect(cases).toBe((1 + 2 + 4) * 5 * 2 * 2 * 4 * 4 * 2 * 5 * statusReasons.length);
  });

  it("uses no jargon", () => {
    const texts = new Set<string>();
    for (const facts of everything()) {
      for (const step of checklist(facts, AT).steps) texts.add(`${step.title} ${step.hint}`);
    }
    const jargon = /oauth|token|scope|403|grant|probe|api|!/i;
    expect([...texts].filter((text) => jargon.test(text))).toEqual([]);
  });
});

describe("the routes", () => {
  const plan = { plan: "has_access", hasRegion: true } as const;

  it("asks a firm on the agency's route for the plan and the connection alone", () => {
    const agency = { ...base, ...plan, route: "agency" } as const;
    const waiting = checklist(agency, AT);
    expect(waiting.steps.map(({ key }) => key)).toEqual([
      "plan",
      "agency_application",
      "connect",
      "permissions",
      "live",
    ]);
    expect(waiting.steps[1]).toMatchObject({ state: "waiting_us", since: "2026-06-01" });
    expect(waiting.next).toBe(null);
    const ready = checklist({ ...agency, hasAgencyApplication: true }, AT);
    expect(ready.next?.key).toBe("connect");
    const unanswered = { ...agency, plan: "unanswered", hasAgencyApplication: true } as const;
    expect(checklist(unanswered, AT).steps[2]?.state).toBe("locked");
  });

  it("never locks registering the application behind a developer account", () => {
    for (const developer of developers) {
      const view = checklist({ ...base, ...plan, route: "firm_developer", developer }, AT);
      const state = view.steps.find(({ key }) => key === "application")?.state;
      expect(state).toBe("not_started");
    }
  });

  it("waits for whoever keeps the permissions from being proven", () => {
    const connected = { plan: "has_access", hasRegion: true, isConnected: true } as const;
    const stateFor = (reason: "first_check" | "stale" | "clio_unavailable" | "our_fault") => {
      const facts = { ...base, ...connected, status: "checking" as const, reason };
      return checklist(facts, AT).steps.find(({ key }) => key === "permissions")?.state;
    };
    expect(stateFor("first_check")).toBe("in_progress");
    expect(stateFor("stale")).toBe("in_progress");
    expect(stateFor("clio_unavailable")).toBe("waiting_clio");
    expect(stateFor("our_fault")).toBe("waiting_us");
  });

  it("says how far a developer account is", () => {
    const found = developers.map((developer) => {
      const view = checklist({ ...base, ...plan, route: "firm_developer", developer }, AT);
      return view.steps[1]?.state;
    });
    expect(found).toEqual(["not_started", "in_progress", "waiting_clio", "completed"]);
  });

  it("keeps what was done when the route changes", () => {
    const keys = { ...plan, registeredAt: AT, keysStoredAt: AT, keyCheck: "accepted" } as const;
    const before = checklist({ ...base, ...keys }, AT);
    const away = checklist({ ...base, ...keys, route: "firm_developer" }, AT);
    expect(before.done).toBe(3);
    expect(away.done).toBe(3);
    expect(away.next?.key).toBe("developer_account");
  });
});

describe("a trial and its conversion", () => {
  const trial = { ...nothing, email: "dev@firm.test", trialStartedOn: "2026-06-01" };

  it("shows the trial's end from day 4 on; the day it began is day 0", () => {
    expect(trialOf(trial, "2026-06-04")).toMatchObject({ day: 3, isShown: false });
    expect(trialOf(trial, "2026-06-05")).toMatchObject({ day: 4, isShown: true });
    expect(trialOf(trial, "2026-06-08")).toMatchObject({ endsOn: "2026-06-08", isOver: false });
    expect(trialOf(trial, "2026-06-09")).toMatchObject({ isOver: true });
    expect(trialOf({ ...trial, approvedOn: "2026-06-03" }, "2026-06-09")).toBe(null);
  });

  it("waits three business days of the agency's calendar", () => {
    // 5 June 2026 is a Friday.
    const applied = { ...trial, appliedOn: "2026-06-05" };
    expect(conversionWait(applied, "2026-06-09", [])).toEqual({
      businessDays: 2,
      isOverdue: false,
    });
    expect(conversionWait(applied, "2026-06-10", []).isOverdue).toBe(true);
    expect(conversionWait(applied, "2026-06-10", ["2026-06-08"]).isOverdue).toBe(false);
    expect(conversionWait(trial, "2027-06-10", []).isOverdue).toBe(false);
  });
});

describe("live", () => {
  const working = {
    ...base,
    plan: "confirmed",
    hasRegion: true,
    registeredAt: AT,
    keysStoredAt: AT,
    keyCheck: "accepted",
    isConnected: true,
    status: "working",
    reason: "all_proven",
  } as const;

  it("opens the gate when plan, account and permissions hold", () => {
    expect(liveGate(checklist(working, AT)).isOpen).toBe(true);
    const missing = { ...working, status: "checking", reason: "stale" } as const;
    expect(liveGate(checklist(missing, AT)).missing).toEqual(["Check permissions"]);
    expect(liveGate(checklist(base, AT)).missing).toEqual([
      "Check your Clio plan",
      "Connect Clio",
      "Check permissions",
    ]);
  });

  it("keeps a trial that was not converted out, but for an override", () => {
    const developer = { ...working, route: "firm_developer" } as const;
    expect(liveGate(checklist(developer, AT)).missing).toEqual(["Get a developer account"]);
  });

  it("ends with an override's end, and not with a lost permission", () => {
    const later = new Date(AT.getTime() + 1);
    expect(isLive({ liveAt: AT, liveUntil: later }, AT)).toBe(true);
    expect(isLive({ liveAt: AT, liveUntil: later }, later)).toBe(false);
    const lost = { ...base, liveAt: AT, reason: "permission_missing" } as const;
    expect(checklist(lost, AT).isLive).toBe(true);
  });
});
