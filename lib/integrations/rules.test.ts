import { describe, expect, it } from "vitest";
import type { Access, Resource } from "@/lib/vocabulary";
import {
  additionOf,
  isProvenFor,
  isUnchanged,
  namesOfScopes,
  scopeDifference,
  USERS_READ,
  withUsersRead,
  type PublishedVersion,
  type ScopeLine,
} from "./rules";

const line = (
  resource: Resource,
  more: { access?: Access; required?: boolean; purpose?: string } = {},
): ScopeLine => ({
  resource,
  access: "read",
  required: true,
  purpose: "Keeps people the same",
  impact: "People differ.",
  ...more,
});
const optional = { required: false } as const;
const write = { access: "write" } as const;

describe("scopeDifference", () => {
  const names = (before: ScopeLine[], after: ScopeLine[]) =>
    Object.entries(scopeDifference(before, after)).flatMap(([list, lines]) =>
      lines.map(({ resource, access }) => `${list} ${resource} ${access}`),
    );

  it("puts each change into one list", () => {
    const contacts = line("contacts");
    expect(names([contacts], [contacts])).toEqual([]);
    expect(names([contacts], [contacts, line("tasks")])).toEqual(["addedRequired tasks read"]);
    expect(names([contacts], [contacts, line("tasks", optional)])).toEqual([
      "addedOptional tasks read",
    ]);
    expect(names([line("tasks", optional)], [line("tasks")])).toEqual(["addedRequired tasks read"]);
    expect(names([line("tasks")], [line("tasks", optional)])).toEqual(["eased tasks read"]);
    expect(names([contacts, line("tasks")], [contacts])).toEqual(["removed tasks read"]);
    expect(names([contacts], [line("contacts", { purpose: "Other" })])).toEqual([
      "reworded contacts read",
    ]);
    expect(names([contacts], [contacts, line("contacts", write)])).toEqual([
      "addedRequired contacts write",
    ]);
    expect(names([contacts, line("contacts", write)], [contacts])).toEqual([
      "removed contacts write",
    ]);
  });

  it("is nothing between every two versions that are the same, and something otherwise", () => {
    const choices = [[], [line("tasks")], [line("tasks", optional)], [line("tasks", write)]];
    for (const before of choices)
      for (const after of choices) {
        expect(isUnchanged(scopeDifference(before, after))).toBe(before === after);
      }
  });
});

describe("additionOf", () => {
  const day = (number: number) => new Date(Date.UTC(2026, 0, number));
  const version = (number: number, scopes: ScopeLine[], dueAt: Date | null = null) =>
    ({ version: number, publishedAt: day(number), dueAt, scopes }) satisfies PublishedVersion;
  const tasks = line("tasks");

  it("is the first version after the settled one from which it was asked without a gap", () => {
    const versions = [
      version(1, []),
      version(2, [tasks], day(20)),
      version(3, [tasks, line("documents")]),
    ];
    expect(additionOf(tasks, versions, 1)).toEqual({ addedAt: day(2), dueAt: day(20) });
    expect(additionOf(tasks, versions, 2)).toBeNull();
    expect(additionOf(line("documents"), versions, 1)).toEqual({ addedAt: day(3), dueAt: day(3) });
  });

  it("begins anew after a version without it, unless the settled one has it", () => {
    const versions = [version(1, [tasks]), version(2, []), version(3, [tasks])];
    expect(additionOf(tasks, versions, 1)).toBeNull();
    expect(additionOf(tasks, versions, 2)).toEqual({ addedAt: day(3), dueAt: day(3) });
    expect(additionOf(tasks, versions, 0)).toEqual({ addedAt: day(3), dueAt: day(3) });
  });

  it("takes what was optional as added when it is required, and not the other way round", () => {
    const versions = [version(1, [line("tasks", optional)]), version(2, [tasks])];
    expect(additionOf(tasks, versions, 1)).toEqual({ addedAt: day(2), dueAt: day(2) });
    const eased = [version(1, [tasks]), version(2, [line("tasks", optional)])];
    expect(additionOf(line("tasks", optional), eased, 1)).toBeNull();
  });
});

describe("isProvenFor", () => {
  const draft = [line("contacts"), line("contacts", write), line("tasks")];
  const difference = scopeDifference([line("contacts")], draft);
  it("wants every box read, and the word at the proof for writing that is new", () => {
    expect(isProvenFor(null, draft, difference)).toBe(false);
    expect(isProvenFor({ contacts: "read_works", tasks: "works" }, draft, difference)).toBe(true);
    expect(isProvenFor({ contacts: "works", tasks: "works" }, draft, difference)).toBe(false);
    expect(isProvenFor({ contacts: "read_works" }, draft, difference)).toBe(false);
    const missing = { contacts: "read_works", tasks: "missing_in_application" };
    expect(isProvenFor(missing, draft, difference)).toBe(false);
    const nothingNew = scopeDifference(draft, draft);
    expect(isProvenFor({ contacts: "works", tasks: "works" }, draft, nothingNew)).toBe(true);
  });
});

it("reading Users is in every version, once, in our words", () => {
  const own = line("users", { required: false, purpose: "Other" });
  expect(withUsersRead([own, line("tasks")])).toEqual([line("tasks"), USERS_READ]);
});

it("names permissions with what may be done", () => {
  const lines = [line("contacts"), line("contacts", write), line("custom_fields")];
  expect(namesOfScopes(lines)).toBe("Contacts (read and change), Custom fields (read)");
});
