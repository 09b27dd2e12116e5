import { describe, expect, it } from "vitest";
import { mailKinds } from "@/lib/vocabulary";
import { isHeld, isNotice, noticeFreeAt, NOTICES_PER_HOUR } from "./notice-rules";

const now = new Date("2026-06-03T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe("notices", () => {
  it("are what goes out by itself, and nothing that was asked for or concerns security", () => {
    expect(mailKinds.filter(isNotice).toSorted()).toEqual([
      "access_ended",
      "new_permissions",
      "problem",
      "recovered",
      "reminder",
      "step_reminder",
      "step_unlocked",
    ]);
  });

  it.each([
    ["no notice before", null, 0],
    ["one an hour ago", hoursAgo(1), 23],
    ["one just now", now, 24],
    ["one a day ago", hoursAgo(24), 0],
    ["one two days ago", hoursAgo(48), 0],
    ["one that waits until tomorrow", hoursAgo(-20), 44],
  ])("with %s the next may go", (_name, lastAt, inHours) => {
    expect(noticeFreeAt(lastAt, now)).toEqual(hoursAgo(-inHours));
  });

  it("R-24 are held above 200 within an hour", () => {
    expect(NOTICES_PER_HOUR).toBe(200);
    expect([0, 199, 200, 5000].map(isHeld)).toEqual([false, false, true, true]);
  });
});
