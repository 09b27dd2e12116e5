import { describe, expect, it } from "vitest";
import { connectionStatuses, keyChecks, statusReasons } from "@/lib/vocabulary";
import { checklist, type ChecklistFacts } from "./rules";

const AT = new Date("2026-06-03T14:00:00Z");
const verdicts = ["unanswered", "confirmed", "has_access", "not_sure", "no_access"] as const;
const base: ChecklistFacts = {
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
  checklist({ ...base, ...more }).steps.map((step) => step.state);

function* everything(): Generator<ChecklistFacts> {
  for (const plan of verdicts)
    for (const hasRegion of [true, false])
      for (const registeredAt of [AT, null])
        for (const keysStoredAt of [AT, null])
          for (const keyCheck of keyChecks)
            for (const isConnected of [true, false])
              for (const status of connectionStatuses)
                for (const reason of statusReasons)
                  for (const liveAt of [AT, null])
                    yield {
                      plan,
                      hasRegion,
                      registeredAt,
                      keysStoredAt,
                      keyCheck,
                      isConnected,
                      status,
                      reason,
                      liveAt,
                    };
}

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
      (facts) => checklist({ ...base, ...facts }).next?.key ?? null,
    );
    expect(nexts).toEqual(["plan", "application", "credentials", "connect", "permissions", null]);
    expect(checklist({ ...base, ...working })).toMatchObject({ done: 5, total: 5, minutesLeft: 0 });
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
    const view = checklist({
      ...base,
      plan: "confirmed",
      hasRegion: true,
      registeredAt: AT,
      keysStoredAt: AT,
      keyCheck: "accepted",
      isConnected: true,
      status: "needs_attention",
      reason: "permission_missing",
    });
    expect(view.problem).toBe("A permission that we need is missing.");
    expect(view.next?.key).toBe("permissions");
  });

  it("holds its promises for every combination of facts", () => {
    let cases = 0;
    for (const facts of everything()) {
      const view = checklist(facts);
      const counted = view.steps.filter((step) => step.key !== "live");
      const isSound =
        view.total === 5 &&
        view.done === counted.filter((step) => step.state === "completed").length &&
        view.steps.every((step) => step.state !== "locked" || step.href === null) &&
        (view.problem !== null) === counted.some((step) => step.state === "problem") &&
        (view.next === null || view.next.href !== null) &&
        view.next?.state !== "completed";
      if (!isSound) throw new Error(`not sound for ${JSON.stringify(facts)}`);
      cases += 1;
    }
    expect(cases).toBe(5 * 2 * 2 * 2 * 4 * 2 * 5 * 14 * 2);
  });

  it("uses no jargon", () => {
    const texts = new Set<string>();
    for (const facts of everything()) {
      for (const step of checklist(facts).steps) texts.add(`${step.title} ${step.hint}`);
    }
    const jargon = /oauth|token|scope|403|grant|probe|api|!/i;
    expect([...texts].filter((text) => jargon.test(text))).toEqual([]);
  });
});
