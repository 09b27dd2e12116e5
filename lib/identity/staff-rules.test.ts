import { describe, expect, it } from "vitest";
import { sessionMethods } from "@/lib/vocabulary";
import {
  browserName,
  maySignInByLink,
  needsStepUp,
  STAFF_IDLE_SECONDS,
  STAFF_LIFE_SECONDS,
  staffGate,
  STEP_UP_SECONDS,
} from "./staff-rules";

const both = [true, false];
const sessions = sessionMethods.flatMap((method) =>
  both.flatMap((isFactorGiven) =>
    both.flatMap((hasFactor) =>
      both.flatMap((isLoopback) =>
        both.map((hasOidc) => ({ method, isFactorGiven, hasFactor, isLoopback, hasOidc })),
      ),
    ),
  ),
);

describe("the gate of a staff session", () => {
  it("opens for every session but those of a link whose second factor is due", () => {
    expect(sessions).toHaveLength(32);
    for (const one of sessions) {
      const isDue = one.method === "link" && !one.isFactorGiven;
      const goesWithout = !one.hasFactor && one.isLoopback && !one.hasOidc;
      expect([one, staffGate(one) === "open"]).toEqual([one, !isDue || goesWithout]);
    }
  });

  it("asks for the factor of who has one, and for setting it up of who has none", () => {
    const closed = sessions.filter((one) => staffGate(one) !== "open");
    for (const one of closed) expect(staffGate(one)).toBe(one.hasFactor ? "enter" : "set_up");
    const away = { method: "link", isFactorGiven: false, isLoopback: false } as const;
    expect(staffGate({ ...away, hasFactor: false, hasOidc: false })).toBe("set_up");
    expect(staffGate({ ...away, hasFactor: true, hasOidc: false })).toBe("enter");
  });

  it("mails links to everybody, and with single sign-on to who has a second factor", () => {
    expect(maySignInByLink({ hasFactor: false, hasOidc: false })).toBe(true);
    expect(maySignInByLink({ hasFactor: true, hasOidc: false })).toBe(true);
    expect(maySignInByLink({ hasFactor: true, hasOidc: true })).toBe(true);
    expect(maySignInByLink({ hasFactor: false, hasOidc: true })).toBe(false);
  });
});

describe("giving the second factor again", () => {
  const now = new Date("2026-11-20T12:00:00Z");
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

  it.each([
    [0, false],
    [STEP_UP_SECONDS - 1, false],
    [STEP_UP_SECONDS, true],
    [STEP_UP_SECONDS + 1, true],
  ])("is due when it was given %d s ago: %s", (seconds, isDue) => {
    for (const method of sessionMethods) {
      const session = { method, hasFactor: true, isLoopback: false, hasOidc: false };
      expect(needsStepUp({ ...session, stepUpAt: ago(seconds) }, now)).toBe(isDue);
    }
  });

  it("is not asked of who has none on a loopback portal, and of everybody else", () => {
    for (const one of sessions) {
      const goesWithout = one.method === "link" && !one.hasFactor && one.isLoopback && !one.hasOidc;
      expect(needsStepUp({ ...one, stepUpAt: null }, now)).toBe(!goesWithout);
    }
  });

  it("limits are shorter than a day, and idle is the shorter one", () => {
    expect(STAFF_IDLE_SECONDS).toBeLessThan(STAFF_LIFE_SECONDS);
    expect(STAFF_LIFE_SECONDS).toBeLessThan(86_400);
  });
});

describe("a browser's name", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  it.each([
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
      "Firefox on Windows",
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/129.0.0.0 Safari/537.36`, "Chrome on Linux"],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/129.0.0.0 Safari/537.36`,
      "Chrome on Linux",
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/129.0.0.0 Safari/537.36 Edg/129.0`,
      "Edge on Windows",
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/129.0.0.0 Safari/537.36 OPR/115.0`,
      "Opera on Windows",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
      "Safari on macOS",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
      "Safari on iPhone",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/129.0 Mobile/15E148 Safari/604.1",
      "Chrome on iPhone",
    ],
    [
      `Mozilla/5.0 (Linux; Android 14) ${webkit} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`,
      "Samsung Internet on Android",
    ],
    ["curl/8.5.0", "another browser"],
    ["SomeBot (Linux)", "another browser on Linux"],
    ["<script>alert(1)</script>", "another browser"],
    ["", "another browser"],
  ])("%s is %s", (header, name) => {
    expect(browserName(header)).toBe(name);
  });

  it("is known without a header, too", () => {
    expect(browserName(null)).toBe("another browser");
  });
});
