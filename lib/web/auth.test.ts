import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "@/lib/logger";
import { cookieName, cookieOptions, decodeSession, encodeSession } from "./auth";

type Shared = { anteroomServices?: unknown };
const shared = globalThis as Shared;
const at = (PORTAL_URL: string) => {
  const NEXTAUTH_SECRET = new Secret("a secret of this test, and of no other place");
  shared.anteroomServices = { env: { PORTAL_URL, NEXTAUTH_SECRET } };
};
afterEach(() => {
  delete shared.anteroomServices;
});

const names = ["session", "browser", "connect", "flash", "theme"] as const;

describe("OC-25 cookies", () => {
  it("belong to this host alone on https: prefix, Secure, the whole path, no domain", () => {
    at("https://portal.acucoders.test");
    for (const name of names) expect(cookieName(name)).toBe(`__Host-anteroom-${name}`);
    const options = cookieOptions(60);
    expect(options).toEqual({
      httpOnly: true,
      secure: true,
      sameSite: "lax",
      path: "/",
      maxAge: 60,
    });
    expect(options).not.toHaveProperty("domain");
  });

  it("go without the prefix on plain http, where a browser refuses it", () => {
    at("http://127.0.0.1:3000");
    for (const name of names) expect(cookieName(name)).toBe(`anteroom-${name}`);
    expect(cookieOptions(60)).toMatchObject({ httpOnly: true, secure: false, sameSite: "lax" });
  });

  it("have names of which none is another one's beginning", () => {
    at("https://portal.acucoders.test");
    for (const one of names) {
      const longer = names.filter((other) => other !== one && other.startsWith(one));
      expect(longer).toEqual([]);
    }
  });

  it("carry a session's token sealed, and within a cookie's size", async () => {
    at("https://portal.acucoders.test");
    const token = "t".repeat(43);
    const value = await encodeSession(token);
    expect(value).not.toContain(token);
    expect(value.length).toBeLessThanOrEqual(4096 - 200);
    expect(await decodeSession(value)).toBe(token);
    for (const bad of ["", "x", `${value}x`, value.slice(1), undefined]) {
      expect(await decodeSession(bad)).toBeNull();
    }
  });
});
