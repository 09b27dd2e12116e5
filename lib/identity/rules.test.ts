import { describe, expect, it } from "vitest";
import { networkOf, normaliseEmail } from "./rules";

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

  it("answers itself for whatever it took, in 10,000 seeded strings", () => {
    const parts = ["a", "@", ".", "x.test", ",", " ", "\n", "＠", "é", "<", "\u200b", "A", "-"];
    let seed = 4711;
    const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
    for (let count = 0; count < 10_000; count += 1) {
      const text = Array.from(
        { length: 1 + (next() % 8) },
        () => parts[next() % parts.length],
      ).join("");
      const taken = normaliseEmail(text);
      expect(taken === null || normaliseEmail(taken) === taken).toBe(true);
      expect(taken === null || /^[^@\s,;<>]+@[^@\s,;<>]+$/.test(taken)).toBe(true);
    }
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
