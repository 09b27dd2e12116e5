import { describe, expect, it } from "vitest";
import { foreignOrigin } from "./origin";

const PORTAL = "https://portal.anteroom.test";

describe("OC-30 the origin of what changes something", () => {
  it.each([
    ["same-origin", PORTAL, null],
    ["none", PORTAL, null],
    ["same-origin", null, null],
    ["none", null, null],
    [null, PORTAL, null],
    ["cross-site", PORTAL, "site"],
    ["same-site", PORTAL, "site"],
    ["cross-site", null, "site"],
    ["same-origin", "https://evil.test", "origin"],
    [null, "https://evil.test", "origin"],
    [null, "null", "origin"],
    ["same-origin", "null", "origin"],
    [null, `${PORTAL}.evil.test`, "origin"],
    [null, "http://portal.anteroom.test", "origin"],
    [null, null, "missing"],
  ])("Sec-Fetch-Site %s and Origin %s: %s", (site, origin, expected) => {
    const headers = new Headers();
    if (site !== null) headers.set("sec-fetch-site", site);
    if (origin !== null) headers.set("origin", origin);
    expect(foreignOrigin(headers, PORTAL)).toBe(expected);
  });
});
