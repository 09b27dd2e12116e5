import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { Secret } from "@/lib/logger";
import { digest, hashToken, isEqualText, randomToken } from "./hash";
import { KeyRingError, loadKeyRing } from "./key-ring";
import { open } from "./open";
import { seal, type SealOwner } from "./seal";

const newKey = () => randomBytes(32).toString("base64");
const ring = loadKeyRing(`k1:${newKey()}`);
const owner: SealOwner = {
  table: "applications",
  column: "client_secret_sealed",
  rowId: "app_1",
  firmId: "firm_1",
  purpose: "client secret",
};

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
  return "opened";
}

function errorOf(work: () => unknown): unknown {
  try {
    return { returned: work() };
  } catch (thrown) {
    return thrown;
  }
}

describe("sealing", () => {
  it("opens what it sealed, for its owner", () => {
    expect(open(ring, owner, seal(ring, owner, "s3cret")).reveal()).toBe("s3cret");
  });

  it("opens with an older key of the ring, and seals with the first", () => {
    const oldKey = newKey();
    const before = loadKeyRing(`k1:${oldKey}`);
    const after = loadKeyRing(`k2:${newKey()},k1:${oldKey}`);
    const sealed = seal(before, owner, "kept");
    expect(open(after, owner, sealed).reveal()).toBe("kept");
    expect(seal(after, owner, "new").split(".")[1]).toBe("k2");
    expect(codeOf(() => open(before, owner, seal(after, owner, "x")))).toBe("keys_unavailable");
  });

  it("SE-02 refuses a value that was moved to another table, column, row, firm or purpose", () => {
    const sealed = seal(ring, owner, "s3cret");
    const moved: SealOwner[] = [
      { ...owner, table: "grants" },
      { ...owner, column: "client_id_sealed" },
      { ...owner, rowId: "app_2" },
      { ...owner, firmId: "firm_2" },
      { ...owner, firmId: null },
      { ...owner, purpose: "client id" },
      // Lengths are part of what is authenticated: two parts cannot trade characters.
      { ...owner, table: "applicationsc", column: "lient_secret_sealed" },
    ];
    for (const other of moved) expect(codeOf(() => open(ring, other, sealed))).toBe("tampered");
  });

  it("SE-02 refuses an edited key id and version", () => {
    const two = loadKeyRing(`k1:${newKey()},k2:${newKey()}`);
    const sealed = seal(two, owner, "s3cret");
    expect(codeOf(() => open(two, owner, sealed.replace(".k1.", ".k2.")))).toBe("tampered");
    expect(codeOf(() => open(two, owner, sealed.replace("v1.", "v2.")))).toBe("tampered");
    expect(codeOf(() => open(two, owner, sealed.replace(".k1.", ".k9.")))).toBe("keys_unavailable");
  });

  it("SE-03 refuses a flip of any bit of any byte, more than 420 of them, and any cut or added part", () => {
    const sealed = seal(ring, owner, "a secret of forty letters and digits 0123");
    let cases = 0;
    for (let at = 0; at < sealed.length; at += 1) {
      for (let bit = 0; bit < 7; bit += 1) {
        const flipped =
          sealed.slice(0, at) +
          String.fromCharCode(sealed.charCodeAt(at) ^ (1 << bit)) +
          sealed.slice(at + 1);
        expect(["tampered", "keys_unavailable"]).toContain(
          codeOf(() => open(ring, owner, flipped)),
        );
        cases += 1;
      }
      expect(codeOf(() => open(ring, owner, sealed.slice(0, at)))).not.toBe("opened");
    }
    expect(codeOf(() => open(ring, owner, `${sealed}.`))).toBe("tampered");
    expect(codeOf(() => open(ring, owner, `${sealed}AA`))).toBe("tampered");
    expect(cases).toBeGreaterThan(420);
  });

  it("SE-04 never repeats an initialisation vector or a ciphertext in 100,000 sealings", () => {
    const seen = new Set<string>();
    for (let count = 0; count < 100_000; count += 1) {
      const [, , iv, body] = seal(ring, owner, "same text").split(".");
      seen.add(`iv ${iv}`).add(`body ${body}`);
    }
    expect(seen.size).toBe(200_000);
  });

  it("SE-10 treats an envelope of our own as plain text", () => {
    const envelope = seal(ring, owner, "inner");
    for (const text of [envelope, "v1.k1.AAAA.BBBB", '{"v":1,"ct":"x"}']) {
      expect(open(ring, owner, seal(ring, owner, text)).reveal()).toBe(text);
    }
  });

  it("SE-13 prints [redacted] wherever a secret ends up", () => {
    const secret = new Secret("canary-4711");
    const nested = { grant: { token: secret }, list: [secret] };
    const printed = [
      String(secret),
      inspect(nested, { depth: 5, showHidden: true }),
      JSON.stringify(nested),
      inspect(new AppError({ code: "internal", message: "x", cause: nested }), { depth: 9 }),
    ].join("\n");
    expect(printed).not.toContain("canary-4711");
    expect(printed).toContain("[redacted]");
  });
});

describe("the key ring", () => {
  it("SE-07 refuses a short, repeated, malformed or empty key, and never prints it", () => {
    const key = newKey();
    const short = randomBytes(31).toString("base64");
    const wrong = [
      `k1:${short}`,
      `k1:${key},k1:${newKey()}`,
      `k1:${key},k2:${key}`,
      `K1:${key}`,
      key,
      "k1:",
      "",
      `k1:${Buffer.alloc(32).toString("base64")}`,
    ];
    for (const text of wrong) {
      const error = errorOf(() => loadKeyRing(text));
      const message = String(error);
      expect(error).toBeInstanceOf(KeyRingError);
      expect(message).not.toContain(key);
      expect(message).not.toContain(short);
    }
  });

  it("gives each purpose a key of its own", () => {
    const { keys, checkValue } = ring.current;
    expect(keys.seal.equals(keys.digest)).toBe(false);
    expect(checkValue).toMatch(/^[\w-]{43}$/);
  });
});

describe("hashes", () => {
  it("makes tokens of 256 bits and compares in constant time", () => {
    const token = randomToken();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(hashToken(token)).not.toBe(hashToken(`${token}x`));
    expect(isEqualText(token, token)).toBe(true);
    expect(isEqualText(token, randomToken())).toBe(false);
  });

  it("keys its digests, and keeps their labels apart", () => {
    const other = loadKeyRing(`k1:${newKey()}`);
    expect(digest(ring, "a", "x")).not.toBe(digest(ring, "b", "x"));
    expect(digest(ring, "a", "x")).not.toBe(digest(other, "a", "x"));
  });
});
