import { describe, expect, it } from "vitest";
import {
  bytesOfBase32,
  newTotpSecret,
  totpAddress,
  totpCode,
  totpStepOf,
  totpStepOfCode,
} from "./totp";

/** The secret of RFC 6238, appendix B: "12345678901234567890". */
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1000);

describe("TOTP (RFC 6238)", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("gives at second %d the code of the standard", (seconds, code) => {
    expect(totpCode(RFC_SECRET, totpStepOf(at(seconds)))).toBe(code);
  });

  it("takes the step before and after, and no other", () => {
    const step = totpStepOf(at(1_234_567_890));
    for (const [difference, expected] of [
      [-2, null],
      [-1, step - 1],
      [0, step],
      [1, step + 1],
      [2, null],
    ] as const) {
      const code = totpCode(RFC_SECRET, step + difference);
      expect(totpStepOfCode(RFC_SECRET, code, at(1_234_567_890))).toBe(expected);
    }
    for (const wrong of ["", "5924", "0059240", "00592４", "abcdef"]) {
      expect(totpStepOfCode(RFC_SECRET, wrong, at(1_234_567_890))).toBeNull();
    }
  });

  it("makes secrets of 160 random bits that read back", () => {
    const secrets = Array.from({ length: 50 }, newTotpSecret);
    expect(new Set(secrets).size).toBe(50);
    for (const secret of secrets) {
      expect(secret).toMatch(/^[A-Z2-7]{32}$/);
      expect(bytesOfBase32(secret)).toHaveLength(20);
    }
    expect(bytesOfBase32(RFC_SECRET).toString("ascii")).toBe("12345678901234567890");
    expect(() => bytesOfBase32("0189")).toThrow("not base 32");
  });

  it("names the portal and the person to the app", () => {
    const address = totpAddress({
      secret: RFC_SECRET,
      issuer: "Acu & Coders",
      account: "ada@acucoders.test",
    });
    const url = new URL(address);
    expect(url.protocol).toBe("otpauth:");
    expect(decodeURIComponent(url.pathname)).toBe("/Acu & Coders:ada@acucoders.test");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      secret: RFC_SECRET,
      issuer: "Acu & Coders",
      algorithm: "SHA1",
      digits: "6",
      period: "30",
    });
  });
});
