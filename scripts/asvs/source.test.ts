import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

// What the source of the product itself shows: each of these lines would be a decision, not a slip.

const files = globSync("{app,components,lib,web,worker,machine}/**/*.{ts,tsx}")
  .concat("proxy.ts", "instrumentation.ts")
  .filter(
    (file) => !/(\.test\.tsx?|\.testing\.ts)$|^(lib|web)\/testing\/|^lib\/db\/testing/.test(file),
  )
  .sort();
const sources = files.map((file) => ({ file, text: readFileSync(file, "utf8") }));

/** `file: match` of everything that a pattern finds in the product. */
function found(pattern: RegExp): string[] {
  return sources.flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].map(([match]) => `${file}: ${match}`),
  );
}

const filesWith = (pattern: RegExp) => [...new Set(found(pattern).map((one) => one.split(":")[0]))];

it("reads the product", () => {
  expect(files.length).toBeGreaterThan(300);
});

describe("the product's source", () => {
  it("no shell is started, and programs in two places alone", () => {
    expect(found(/\bexecSync\(|\bshell:|[^.\w]exec\(/g)).toEqual([]);
    expect(filesWith(/node:child_process/g)).toEqual([
      "lib/db/pg-tools.ts",
      "lib/db/postgres-server.ts",
    ]);
  });

  it("no code is made from text", () => {
    expect(found(/\beval\(|new Function\(|node:vm|dangerouslySetInnerHTML|\.innerHTML\b/g)).toEqual(
      [],
    );
  });

  it("no regular expression is built from what somebody sent", () => {
    // Both are put together from constants.
    expect(filesWith(/new RegExp\(/g)).toEqual(["lib/tokens/key.ts", "web/forwarding.ts"]);
  });

  it("nothing is logged by a format", () => {
    expect(found(/\b(?:log|logger)\.\w+\([^)\n]*%[sdifjoO]/g)).toEqual([]);
  });

  it("no page listens to messages or keeps anything in the browser", () => {
    const kept = /\b(?:localStorage|sessionStorage|indexedDB|BroadcastChannel)\b|\.postMessage\(/g;
    expect(found(kept)).toEqual([]);
    expect(found(/addEventListener\(\s*["']message["']|document\.cookie/g)).toEqual([]);
  });

  it("downloads carry names of ours", () => {
    const names = found(/filename="[^"`]*/g).map((one) => one.replace(/^.*filename="/, ""));
    expect(names).toEqual(["${fileName}", "${name}-${day}.csv"]);
    expect(found(/fileName: `[^`]*`/g)).toEqual([
      "lib/staff/export-firm.ts: fileName: `firm-${firmId}-${at.toISOString().slice(0, 10)}.json`",
    ]);
  });

  it("cryptography is Node's, by a few algorithms", () => {
    expect(new Set(found(/createHash\("[^"]+"/g).map(algorithm))).toEqual(new Set(["sha256"]));
    expect(new Set(found(/create(?:De|C)ipheriv\("[^"]+"/g).map(algorithm))).toEqual(
      new Set(["aes-256-gcm"]),
    );
    // RFC 6238, as every authenticator app has it.
    expect(found(/createHmac\("(?!sha256")[^"]+"/g)).toEqual([
      'lib/identity/totp.ts: createHmac("sha1"',
    ]);
    // Each call names its algorithm where it stands.
    expect(found(/create(?:Hash|Hmac|Cipheriv|Decipheriv)\((?!")/g)).toEqual([]);
  });

  it("what must not be guessed comes from the operating system", () => {
    const elsewhere = (pattern: RegExp, allowed: string[]) =>
      filesWith(pattern).filter((file) => !allowed.includes(file ?? ""));
    // Spread alone may be had cheaply.
    const spread = ["lib/connection/refresh-connection.ts", "lib/webhooks/note-try.ts"];
    expect(elsewhere(/Math\.random\(/g, spread)).toEqual([]);
    // 122 bits are enough for the name of a file, and for nothing secret.
    expect(elsewhere(/randomUUID\(/g, ["lib/settings/note-house.ts"])).toEqual([]);
  });

  it("no secret stands in the source", () => {
    const looks = /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bk\d:[A-Za-z0-9+/]{43}=/g;
    expect(found(looks)).toEqual([]);
  });
});

function algorithm(match: string): string {
  return /"([^"]+)"/.exec(match)?.[1] ?? "";
}
