import { describe, expect, it } from "vitest";
import { reportLimit, violationOf } from "./policy-report";

const report = (more: object) =>
  JSON.stringify({
    "csp-report": {
      "document-uri": "https://portal.test/l/cin_secret?code=1",
      "effective-directive": "script-src-elem",
      "blocked-uri": "https://evil.test/path?token=1",
      "original-policy": "default-src 'none'",
      "script-sample": "a secret",
      ...more,
    },
  });

describe("a report of a page that broke its policy", () => {
  it("keeps what was blocked and where it led, and nothing of an address or a page", () => {
    expect(violationOf(report({}))).toEqual({
      directive: "script-src-elem",
      blocked: "https://evil.test",
      page: "/l",
    });
    const inline = { "blocked-uri": "inline", "document-uri": "https://portal.test/" };
    expect(violationOf(report(inline))).toMatchObject({ blocked: "inline", page: "/" });
  });

  it("is nothing when it is none, and puts no text of the sender's into the log", () => {
    const wrong = ["", "null", "[]", "{}", '{"csp-report":1}', '{"csp-report":null}', "<html>"];
    for (const text of wrong) expect(violationOf(text)).toBeNull();
    expect(violationOf(report({ "effective-directive": "a\nb" }))).toBeNull();
    const odd = { "blocked-uri": "x\ny", "document-uri": "https://portal.test/a\u0000b" };
    expect(violationOf(report(odd))).toMatchObject({ blocked: "unknown", page: "unknown" });
  });

  it("is noted twenty times a minute at most", () => {
    const mayNote = reportLimit();
    const noted = Array.from({ length: 50 }, () => mayNote(0)).filter(Boolean);
    expect(noted).toHaveLength(20);
    expect(mayNote(60_000)).toBe(true);
  });
});
