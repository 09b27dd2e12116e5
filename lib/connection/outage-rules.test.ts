import { describe, expect, it } from "vitest";
import type { Region } from "@/lib/vocabulary";
import {
  AFTERWARDS_MS,
  areMany,
  blamedUntil,
  findOutages,
  goesOn,
  isQuiet,
  QUIET_MS,
  TOGETHER_MS,
  type ConnectionGroup,
} from "./outage-rules";

const NOW = new Date("2026-06-03T14:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const MINUTE = 60_000;

const group = (
  applicationId: string | null,
  failing: number,
  active: number,
  more: Partial<ConnectionGroup> = {},
): ConnectionGroup => ({
  region: "us",
  applicationId,
  active,
  failing,
  refused: 0,
  lastFailureAt: failing > 0 ? ago(MINUTE) : null,
  ...more,
});
const refused = (applicationId: string | null, failing: number, active: number) =>
  group(applicationId, failing, active, { refused: failing });
/** What is found, as `scope subject cause affected`. */
const found = (groups: ConnectionGroup[], paused: Region[] = []) =>
  findOutages(groups, new Set(paused)).map(
    ({ scope, subject, cause, affected }) => `${scope} ${subject} ${cause} ${affected}`,
  );

describe("many are", () => {
  it("three and 30 %, and never fewer", () => {
    for (let active = 1; active <= 40; active += 1) {
      for (let failing = 0; failing <= active; failing += 1) {
        const expected = failing >= 3 && (failing * 10) / active >= 3;
        expect([failing, active, areMany(failing, active)]).toEqual([failing, active, expected]);
      }
    }
  });
});

describe("an outage of a region is Clio's", () => {
  it("when many of it fail, whoever owns the applications", () => {
    expect(found([group(null, 3, 10)])).toEqual(["region us clio_unavailable 3"]);
    expect(found([group(null, 2, 4), group("app_a", 2, 6)])).toEqual([
      "region us clio_unavailable 4",
    ]);
    expect(found([refused(null, 5, 9)])).toEqual(["region us clio_unavailable 5"]);
  });

  it("and not when they are few, or a small share", () => {
    expect(found([group(null, 2, 2)])).toEqual([]);
    expect(found([group(null, 3, 11)])).toEqual([]);
    expect(found([])).toEqual([]);
  });

  it("also when an application of ours fails with it", () => {
    expect(found([group("app_a", 10, 10), group(null, 4, 10)])).toEqual([
      "region us clio_unavailable 14",
    ]);
    expect(found([group("app_a", 5, 5), group("app_b", 5, 5)])).toEqual([
      "region us clio_unavailable 10",
    ]);
  });

  it("where one application of ours serves everybody, when Clio gives no answer", () => {
    expect(found([group("app_a", 6, 10)])).toEqual(["region us clio_unavailable 6"]);
  });

  it("as a whole when nobody is asked there any more", () => {
    expect(found([group(null, 3, 1000)], ["us"])).toEqual(["region us clio_unavailable 3"]);
    expect(found([group("app_a", 5, 10), group(null, 0, 10)], ["us"])).toEqual([
      "region us clio_unavailable 5",
    ]);
    expect(found([group(null, 2, 1000)], ["us"])).toEqual([]);
    expect(found([group(null, 3, 1000)], ["eu"])).toEqual([]);
  });

  it("and each region has its own", () => {
    const eu = { region: "eu" as const };
    expect(found([group(null, 3, 4), group(null, 0, 9, eu), group("app_e", 3, 3, eu)])).toEqual([
      "region us clio_unavailable 3",
      "application app_e our_fault 3",
    ]);
  });
});

describe("an outage of one application of ours alone is our fault", () => {
  it("when those beside it go on", () => {
    expect(found([group("app_a", 3, 5), group(null, 0, 4)])).toEqual([
      "application app_a our_fault 3",
    ]);
    expect(found([refused("app_a", 8, 8), group("app_b", 1, 4)])).toEqual([
      "application app_a our_fault 8",
    ]);
  });

  it("where it serves everybody, when Clio refuses it", () => {
    expect(found([refused("app_a", 6, 10)])).toEqual(["application app_a our_fault 6"]);
    const half = group("app_a", 6, 10, { refused: 3 });
    expect(found([half])).toEqual(["region us clio_unavailable 6"]);
    expect(found([refused("app_a", 6, 10), group(null, 0, 3)], ["us"])).toEqual([
      "application app_a our_fault 6",
    ]);
  });

  it("and what is left of the region is looked at by itself", () => {
    const own = group(null, 2, 8);
    expect(found([refused("app_a", 9, 9), own])).toEqual(["application app_a our_fault 9"]);
  });

  it("tells of the newest that began to fail", () => {
    const [one] = findOutages([group("app_a", 3, 3), group(null, 0, 1)], new Set());
    expect(one?.lastFailureAt).toEqual(ago(MINUTE));
  });
});

describe("an outage is over", () => {
  it("after half an hour without a new one, and never while nobody is asked", () => {
    expect(isQuiet({ lastFailureAt: ago(QUIET_MS - 1) }, false, NOW)).toBe(false);
    expect(isQuiet({ lastFailureAt: ago(QUIET_MS) }, false, NOW)).toBe(true);
    expect(isQuiet({ lastFailureAt: ago(100 * QUIET_MS) }, true, NOW)).toBe(false);
  });
});

describe("an outage of a region", () => {
  const seen = { failing: 3, active: 10, isPaused: false };
  it("goes on while many of it fail or nobody is asked, however long nothing new does", () => {
    expect(goesOn("region", seen)).toBe(true);
    expect(goesOn("region", { ...seen, failing: 2 })).toBe(false);
    expect(goesOn("region", { ...seen, active: 11 })).toBe(false);
    expect(goesOn("region", { failing: 0, active: 10, isPaused: true })).toBe(true);
    expect(goesOn("application", { ...seen, isPaused: true })).toBe(false);
  });
});

describe("a connection is put down to an outage", () => {
  const open = { cause: "clio_unavailable" as const, openedAt: ago(MINUTE), endedAt: null };
  const began = (ms: number) => ago(MINUTE + ms);

  it("that it began to fail with, or in", () => {
    expect(blamedUntil(open, began(0), NOW)).toBe("for_now");
    expect(blamedUntil(open, NOW, NOW)).toBe("for_now");
    expect(blamedUntil(open, began(TOGETHER_MS), NOW)).toBe("for_now");
    expect(blamedUntil(open, began(TOGETHER_MS + 1), NOW)).toBeNull();
    expect(blamedUntil(open, null, NOW)).toBeNull();
    expect(blamedUntil(null, NOW, NOW)).toBeNull();
  });

  it("for a quarter of an hour after it, in which it is looked at afresh", () => {
    const over = { ...open, openedAt: ago(90 * MINUTE), endedAt: ago(MINUTE) };
    const until = new Date(over.endedAt.getTime() + AFTERWARDS_MS);
    expect(blamedUntil(over, ago(80 * MINUTE), NOW)).toEqual(until);
    expect(blamedUntil(over, ago(80 * MINUTE), until)).toBeNull();
    expect(blamedUntil(over, ago(30_000), NOW)).toBeNull();
  });
});
