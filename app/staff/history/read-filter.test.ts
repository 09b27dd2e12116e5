import { expect, it } from "vitest";
import { addressOf, readFilter } from "./read-filter";

it("reads a filter from its own address", () => {
  const filter = { group: "keys", whose: "firms", firmName: "Hartley & Moss" } as const;
  const address = new URL(addressOf(filter, 70), "http://127.0.0.1");
  expect(address.searchParams.get("before")).toBe("70");
  expect(readFilter(Object.fromEntries(address.searchParams))).toEqual(filter);
  expect(addressOf({})).toBe("/staff/history");
});

it("takes what cannot be asked for as not asked", () => {
  const nothing = { group: undefined, whose: undefined, firmName: undefined };
  expect(readFilter({})).toEqual(nothing);
  expect(readFilter({ about: "everything", whose: "nobody", firm: " \0 " })).toEqual(nothing);
  expect(readFilter({ about: ["keys", "mails"], whose: [], firm: ["a"] })).toEqual(nothing);
  expect(readFilter({ firm: "x".repeat(500) }).firmName).toHaveLength(100);
});
