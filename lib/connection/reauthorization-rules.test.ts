import { describe, expect, it } from "vitest";
import type { ScopeLine } from "@/lib/integrations/rules";
import { scopeResults } from "@/lib/vocabulary";
import {
  campaignState,
  campaignStates,
  firmEffect,
  isAsked,
  isStaffsTurn,
  newPermissions,
  newPermissionsSentence,
  nextMailAt,
  REMINDER_DAYS,
} from "./reauthorization-rules";
import type { ScopeFacts } from "./rules";

const NOW = new Date("2026-11-24T14:00:00Z");
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const grant = { createdAt: days(-30), boxesConfirmedAt: null };
const tasks: ScopeLine & ScopeFacts = {
  resource: "tasks",
  access: "read",
  required: true,
  purpose: "Shows deadlines",
  impact: "No deadline shows.",
  result: "refused",
  checkedAt: NOW,
  addition: { addedAt: days(-1), dueAt: new Date("2026-12-03T05:00:00Z") },
};
const names = { integrationName: "Clio and HubSpot", timeZone: "America/New_York" };

describe("newPermissions", () => {
  it("are required ones that were added and are known to be missing", () => {
    for (const result of scopeResults) {
      const found = newPermissions([{ ...tasks, result }], grant, NOW);
      expect(found === null).toBe(result === "works" || result === "not_tested");
    }
    expect(newPermissions([{ ...tasks, required: false }], grant, NOW)).toBeNull();
    expect(newPermissions([{ ...tasks, addition: null }], grant, NOW)).toBeNull();
    expect(newPermissions([], grant, NOW)).toBeNull();
  });

  it("are said with their first day, and from that on as needed now", () => {
    const later = { addedAt: days(-1), dueAt: days(90) };
    const scopes = [tasks, { ...tasks, resource: "documents" as const, addition: later }];
    const sentence = (at: Date) => {
      const found = newPermissions(scopes, grant, at);
      return found && newPermissionsSentence(found, names);
    };
    const what = "“Clio and HubSpot” also needs Tasks (read), Documents (read).";
    expect(sentence(NOW)).toBe(`From 3 December 2026 on, ${what}`);
    expect(sentence(new Date("2026-12-03T05:00:00Z"))).toBe(
      "“Clio and HubSpot” now also needs Tasks (read), Documents (read).",
    );
  });
});

it("mails come on day 0, 1, 3, 7 and 14; then it is staff's turn", () => {
  const due = [1, 2, 3, 4, 5].map(
    (sent) => (nextMailAt(NOW, sent).getTime() - NOW.getTime()) / 86_400_000,
  );
  expect(due).toEqual([...REMINDER_DAYS, 15]);
  expect([0, 1, 2, 3, 4, 5, 6].map(isStaffsTurn)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
  ]);
});

describe("campaignState", () => {
  const row = { doneHow: null, declinedAt: null, openedAt: null, mailedAt: null };
  it("is what happened last, and nothing once a newer version took its place", () => {
    expect(campaignState(row, true)).toBe("trying");
    expect(campaignState({ ...row, mailedAt: NOW }, true)).toBe("mailed");
    expect(campaignState({ ...row, mailedAt: NOW, openedAt: NOW }, true)).toBe("opened");
    const declined = { ...row, mailedAt: NOW, openedAt: NOW, declinedAt: NOW };
    expect(campaignState(declined, true)).toBe("declined");
    expect(campaignState(declined, false)).toBe("not_connected");
    expect(campaignState({ ...declined, doneHow: "reauthorized" }, false)).toBe("reauthorized");
    expect(campaignState({ ...row, doneHow: "existing_grant" }, true)).toBe("existing_grant");
    expect(campaignState({ ...declined, doneHow: "superseded" }, true)).toBeNull();
    expect(campaignStates.filter(isAsked)).toEqual(["mailed", "opened", "declined"]);
  });
});

describe("firmEffect", () => {
  it("asks only a connected firm that lacks something, and knows what it has already", () => {
    const read = { resource: "tasks", access: "read" } as const;
    const write = { resource: "tasks", access: "write" } as const;
    const works = [{ resource: "tasks", result: "works" }] as const;
    expect(firmEffect([read], [], false)).toBe("not_connected");
    expect(firmEffect([], [], true)).toBe("nothing");
    expect(firmEffect([read], [], true)).toBe("asked");
    expect(firmEffect([read], [...works], true)).toBe("has_it");
    expect(firmEffect([read, write], [...works], true)).toBe("asked");
  });
});
