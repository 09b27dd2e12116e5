import { expect, it } from "vitest";
import { addressOf } from "./soft-address";

it.each<[[string, unknown][], string]>([
  [[], "/staff"],
  [
    [
      ["tab", ""],
      ["q", "  "],
    ],
    "/staff",
  ],
  [
    [
      ["tab", "broken"],
      ["stage", ""],
      ["q", "hartley & moss"],
    ],
    "/staff?tab=broken&q=hartley+%26+moss",
  ],
  [
    [
      ["tab", "all"],
      ["file", {}],
    ],
    "/staff?tab=all",
  ],
])("the fields %j write %s", (fields, address) => {
  expect(addressOf(fields)).toBe(address);
});
