import { expect, it } from "vitest";
import { belowFloor, isBelow, looseVersions } from "./packages";

it.each([
  ["1.2.3", "1.2.3", false],
  ["1.2.2", "1.2.3", true],
  ["1.10.0", "1.9.9", false],
  ["2.0.0", "10.0.0", true],
  ["1.2.3-beta.1", "1.2.3", true],
])("version %s is below %s: %s", (version, least, below) => {
  expect(isBelow(version, least)).toBe(below);
});

it("finds every copy below its floor, and a floor for nothing", () => {
  const lock = {
    packages: {
      "node_modules/nodemailer": { version: "10.0.0" },
      "node_modules/old/node_modules/nodemailer": { version: "6.9.0" },
      "node_modules/not-nodemailer": { version: "1.0.0" },
    },
  };
  const floor = {
    nodemailer: { atLeast: "7.0.7", because: "misdelivery" },
    gone: { atLeast: "1.0.0", because: "x" },
  };
  expect(belowFloor(lock, floor)).toEqual([
    "node_modules/old/node_modules/nodemailer is 6.9.0; at least 7.0.7: misdelivery",
    "security-floor.json: gone is not in the lock",
  ]);
});

it("asks for exact versions", () => {
  expect(
    looseVersions({
      dependencies: { a: "1.2.3", b: "^1.2.3" },
      devDependencies: { c: "latest", d: "18.4.0-beta.17" },
    }),
  ).toEqual([
    "package.json: b must be an exact version, not ^1.2.3",
    "package.json: c must be an exact version, not latest",
  ]);
});
