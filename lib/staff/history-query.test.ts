import { expect, it } from "vitest";
import { addressOf, filterOf, readHistoryQuery } from "./history-query";

it("reads a filter from its own address", () => {
  const query = {
    group: "keys",
    whose: "firms",
    firmName: "Hartley & Moss",
    who: "person_0a1b2c",
    from: "2026-11-01",
    to: "2026-11-24",
  } as const;
  const address = new URL(addressOf(query, 70), "http://127.0.0.1");
  expect(readHistoryQuery(Object.fromEntries(address.searchParams))).toEqual({
    query: { ...query, before: 70 },
    problems: [],
  });
  expect(addressOf({})).toBe("/staff/history");
});

it("takes an empty field as not asked", () => {
  const nothing = { query: {}, problems: [] };
  expect(readHistoryQuery({})).toEqual(nothing);
  expect(readHistoryQuery({ about: "", firm: " ", who: "", from: "", to: undefined })).toEqual(
    nothing,
  );
});

it.each([
  [{ about: "everything" }, ["about"]],
  [{ whose: "nobody" }, ["whose"]],
  [{ firm: "a\0b" }, ["firm"]],
  [{ firm: "x".repeat(101) }, ["firm"]],
  [{ who: "'; drop table events" }, ["who"]],
  [{ from: "2026-02-30" }, ["from"]],
  [{ to: "yesterday" }, ["to"]],
  [{ from: "2026-11-02", to: "2026-11-01" }, ["to"]],
  [{ before: "0" }, ["before"]],
  [{ before: "1e9" }, ["before"]],
  [{ about: ["keys", "mails"] }, ["about"]],
  [{ sort: "at" }, ["sort"]],
  [{ __proto__x: "1", constructor: "2" }, ["__proto__x", "constructor"]],
])("names what is wrong with %j", (parameters, names) => {
  expect(readHistoryQuery(parameters).problems.map(({ name }) => name)).toEqual(names);
});

it("asks from the beginning of the first day to the end of the last one, where the agency is", () => {
  const filter = filterOf(
    { from: "2026-11-02", to: "2026-11-02", who: "portal" },
    "America/New_York",
  );
  expect(filter).toMatchObject({
    actorId: "portal",
    since: new Date("2026-11-02T05:00:00Z"),
    until: new Date("2026-11-03T05:00:00Z"),
  });
});
