import { PROBLEM_MAIL_DAYS } from "@/lib/settings/rules";
import { describe, expect, it } from "vitest";
import {
  actors,
  connectionStatuses,
  problemKinds,
  scopeResults,
  statusReasons,
} from "@/lib/vocabulary";
import {
  afterMail,
  daysSinceFirst,
  endOfProblems,
  firstMail,
  isConfirmed,
  layerOf,
  problemOf,
} from "./problem-rules";

const now = new Date("2026-06-03T12:00:00Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const at = (ms: number) => new Date(now.getTime() + ms);

describe("which statuses are a problem", () => {
  const all = connectionStatuses.flatMap((status) =>
    statusReasons.flatMap((reason) => actors.map((actor) => ({ status, reason, actor }))),
  );

  it("is decided for every status, reason and actor: only what the firm itself has to mend", () => {
    const found = all.flatMap((one) => {
      const kind = problemOf(one);
      return kind ? [`${one.status} ${one.reason} ${one.actor}: ${kind}`] : [];
    });
    expect(found).toEqual([
      ...statusReasons.map((reason) => `access_ended ${reason} firm: access_ended`),
      "needs_attention permission_missing firm: permission_missing",
      "needs_attention keys_refused firm: keys_refused",
      "needs_attention plan_suspected firm: plan_suspected",
    ]);
  });

  it("ends with a connection that works or was ended on purpose, and with nothing else", () => {
    const ends = connectionStatuses.map((status) =>
      endOfProblems({ status, reason: "stale", actor: "firm" }),
    );
    expect(ends).toEqual(["given_up", null, null, "mended", null]);
  });
});

describe("the first mail", () => {
  it.each([
    ["access_ended", { confirmedAt: now, nextMailAt: now }],
    ["keys_refused", { confirmedAt: null, nextMailAt: at(15 * MINUTE) }],
    ["permission_missing", { confirmedAt: null, nextMailAt: null }],
    ["plan_suspected", { confirmedAt: null, nextMailAt: null }],
  ] as const)("of %s", (kind, expected) => {
    expect(firstMail(kind, now, false)).toEqual(expected);
    expect(problemKinds).toHaveLength(4);
  });
  it("R-16 of keys that a connection lives on goes at once", () => {
    expect(firstMail("keys_refused", now, true)).toEqual({ confirmedAt: now, nextMailAt: now });
    expect(firstMail("permission_missing", now, true)).toEqual(
      firstMail("permission_missing", now, false),
    );
  });

  const waiting = { openedAt: now, confirmedAt: null, nextMailAt: null };
  it.each([
    ["no check since", waiting, null, false],
    ["the same check", waiting, at(-1), false],
    ["a second check too soon", waiting, at(15 * MINUTE - 1), false],
    ["a second check a quarter of an hour later", waiting, at(15 * MINUTE), true],
    ["a second check a day later", waiting, at(DAY), true],
    ["one that is believed already", { ...waiting, confirmedAt: at(1) }, at(DAY), false],
    ["one that waits for the time alone", { ...waiting, nextMailAt: at(1) }, at(DAY), false],
  ])("waits for a second failing check: %s", (_name, problem, lastCheckAt, expected) => {
    expect(isConfirmed(problem, lastCheckAt)).toBe(expected);
  });
});

describe("the rhythm", () => {
  it("is the first day, then day 1, 3, 7 and 14, then staff", () => {
    let due: Date | null = now;
    const days: number[] = [];
    for (let mailsSent = 1; due; mailsSent += 1) {
      days.push((due.getTime() - now.getTime()) / DAY);
      const next = afterMail({ mailsSent, firstMailAt: now }, due, PROBLEM_MAIL_DAYS);
      expect(next.isLast).toBe(next.nextMailAt === null);
      due = next.nextMailAt;
    }
    expect(days).toEqual([0, 1, 3, 7, 14]);
    expect(PROBLEM_MAIL_DAYS).toEqual([1, 3, 7, 14]);
  });

  it("leaves a day between two mails when one came late, and takes up its days again", () => {
    const late = afterMail({ mailsSent: 2, firstMailAt: now }, at(2.5 * DAY), PROBLEM_MAIL_DAYS);
    expect(late.nextMailAt).toEqual(at(3.5 * DAY));
    const again = afterMail({ mailsSent: 3, firstMailAt: now }, at(3.5 * DAY), PROBLEM_MAIL_DAYS);
    expect(again.nextMailAt).toEqual(at(7 * DAY));
  });

  it.each([
    [{ mailsSent: 0, confirmedAt: at(-3 * DAY) }, null],
    [{ mailsSent: 1, confirmedAt: null }, null],
    [{ mailsSent: 1, confirmedAt: at(-DAY) }, 1],
    [{ mailsSent: 1, confirmedAt: at(-DAY / 2) }, 1],
    [{ mailsSent: 2, confirmedAt: at(-3 * DAY - 40 * MINUTE) }, 3],
    [{ mailsSent: 4, confirmedAt: at(-14 * DAY) }, 14],
  ])("counts whole days since the first mail: %j", (problem, expected) => {
    expect(daysSinceFirst(problem, now)).toBe(expected);
  });
});

it("every result of a permission has its layer in the mail", () => {
  expect(scopeResults.map(layerOf)).toEqual([
    "connect_again",
    "connect_again",
    "application",
    "user",
    "unknown",
    "connect_again",
  ]);
});
