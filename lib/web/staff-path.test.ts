import { describe, expect, it } from "vitest";
import { staffPath, stepUpPath } from "./staff-path";

describe("OC-10 where giving the second factor again leads back to", () => {
  it.each([
    "/staff",
    "/staff/people",
    "/staff/firms/firm_0c9v?before=12",
    "/staff?tab=broken&q=a+b",
  ])("is a page of staff's: %s", (path) => {
    expect(staffPath(path)).toBe(path);
    expect(stepUpPath(path)).toBe(`/staff/step-up?next=${encodeURIComponent(path)}`);
  });

  it.each([
    "//evil.test",
    "/\\evil.test",
    "https://evil.test",
    "https:evil.test",
    "/staff//evil.test",
    "/staff/../onboarding",
    "/staff/%2f%2fevil.test",
    "/staff\t",
    "/staff\r\nSet-Cookie: a=b",
    "/staff/people#x",
    "/staff@evil.test",
    "/staff.evil.test",
    "/staff?next=https://evil.test",
    "/staffroom",
    "/onboarding",
    "javascript:alert(1)",
    "",
    " /staff",
    "/staff/．．",
    `/staff/${"x".repeat(600)}`,
  ])("is never anything else: %j", (path) => {
    expect(staffPath(path)).toBe("/staff");
  });

  it("is staff's own home for none", () => {
    expect(staffPath(undefined)).toBe("/staff");
    expect(staffPath(null)).toBe("/staff");
  });
});
