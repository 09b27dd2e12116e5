import { describe, expect, it } from "vitest";
import { type Fuzz, forEachInput } from "@/lib/fuzz.testing";
import { isLinkToken, linkPrefixes, maskSecrets, networkOf, normaliseEmail } from "./rules";

describe("normaliseEmail", () => {
  it.each([
    ["ada@hartleymoss.test", "ada@hartleymoss.test"],
    ["  Ada@HartleyMoss.TEST ", "ada@hartleymoss.test"],
    ["ada+clio@sub.hartley-moss.test", "ada+clio@sub.hartley-moss.test"],
    ["ada＠hartleymoss.test", "ada@hartleymoss.test"],
    ["ada﹫hartleymoss.test", "ada@hartleymoss.test"],
    ["ada@xn--mller-kva.test", "ada@xn--mller-kva.test"],
  ])("takes %s as %s", (given, expected) => {
    expect(normaliseEmail(given)).toBe(expected);
  });

  it.each([
    "",
    "ada",
    "@x.test",
    "ada@",
    "ada@@x.test",
    "ada@x.test@y.test",
    "ada@x.test,eve@evil.test",
    "ada@x.test;eve@evil.test",
    "ada@x.test eve@evil.test",
    "ada@x.test\r\nBcc: eve@evil.test",
    "ada\u0000@x.test",
    "ada\u200b@x.test",
    "Ada <ada@x.test>",
    '"ada eve"@x.test',
    "ada\\@x.test",
    "ada@localhost",
    "ada@[127.0.0.1]",
    "ada@-x.test",
    "ada@x..test",
    "ada@müller.test",
    "ädä@x.test",
    `${"a".repeat(65)}@x.test`,
    `ada@${"a".repeat(250)}.test`,
    "a".repeat(5000),
  ])("refuses %j", (given) => {
    expect(normaliseEmail(given)).toBeNull();
  });

  it("answers one address that it takes for itself, or nothing, to 10,000 seeded texts", async () => {
    const parts = ["ada", "@", ".", "x.test", "@x.test", "A", "-", "é", "<", "Bcc:"];
    const make = (fuzz: Fuzz) => fuzz.text(parts);
    await forEachInput("e-mail address", make, (text) => {
      const taken = normaliseEmail(text);
      if (taken === null) return;
      expect(taken).toMatch(/^[\x21-\x7e]{1,64}@[a-z0-9.-]+$/);
      expect(taken).not.toMatch(/[\s,;<>"\\]|@.*@/);
      expect(normaliseEmail(taken)).toBe(taken);
    });
  });
});

it.each([
  ["203.0.113.9", "203.0.113"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:db8::6", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
  ["unknown", "unknown"],
])("counts %s as the network %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

describe("isLinkToken", () => {
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const prefixes = Object.values(linkPrefixes);
  const bits = (fuzz: Fuzz) =>
    Array.from({ length: 42 + fuzz.int(3) }, () => LETTERS[fuzz.int(64)]).join("");

  it("takes a prefix of ours and 43 letters of base64url, of 10,000 seeded texts", async () => {
    let taken = 0;
    const make = (fuzz: Fuzz) => {
      const whole = fuzz.pick(["cin_", ...prefixes, "cxx_", "CIN_", ""]) + bits(fuzz);
      if (fuzz.once(3)) return fuzz.text([...prefixes, bits(fuzz)]);
      const at = fuzz.int(whole.length);
      return fuzz.once(2) ? whole : whole.slice(0, at) + fuzz.text() + whole.slice(at + 1);
    };
    await forEachInput("link token", make, (text) => {
      const isOurs = prefixes.some((prefix) => {
        const rest = text.slice(prefix.length);
        return text.startsWith(prefix) && rest.length === 43 && !rest.match(/[^A-Za-z0-9_-]/);
      });
      expect(isLinkToken(text)).toBe(isOurs);
      taken += isOurs ? 1 : 0;
    });
    expect(taken).toBeGreaterThan(300);
  });
});

describe("maskSecrets", () => {
  it("H-4 leaves no run of thirty letters and digits in 10,000 seeded texts, and all else", async () => {
    const parts = [
      "the key is ",
      "a1B2c3D4e5".repeat(3),
      "a1B2c3D4e5".repeat(4),
      "x",
      "-",
      "[removed]",
    ];
    let masked = 0;
    const make = (fuzz: Fuzz) => fuzz.text(parts);
    await forEachInput("secret masking", make, (text) => {
      const { text: shown, wasMasked } = maskSecrets(text);
      expect(shown).not.toMatch(/[A-Za-z0-9]{30}/);
      expect(wasMasked).toBe(shown !== text.trim().slice(0, 2000));
      masked += wasMasked ? 1 : 0;
    });
    expect(masked).toBeGreaterThan(1000);
  });
});
