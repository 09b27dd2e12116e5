import { expect, it } from "vitest";
import { EnvError, oidcSettings, readEnv } from "./env";
import { regions } from "./vocabulary";

const good = {
  DATABASE_URL: "postgres://anteroom@127.0.0.1/anteroom",
  PORTAL_KEYS: "k1:not-looked-at-here",
  NEXTAUTH_SECRET: "x".repeat(32),
  SMTP_URL: "smtp://user:hunter2@127.0.0.1:25",
};
const problemsOf = (more: Record<string, string | undefined>) => {
  try {
    readEnv({ ...good, ...more });
    return [];
  } catch (thrown) {
    return thrown instanceof EnvError
      ? thrown.problems.map((line) => line.split(":")[0])
      : [thrown];
  }
};

it.each(["production", "development", "test", undefined])(
  "OC-19 does not start when certificates are not to be checked: %s",
  (NODE_ENV) => {
    const name = "NODE_TLS_REJECT_UNAUTHORIZED";
    expect(problemsOf({ NODE_ENV, [name]: "0" })).toEqual([name]);
    expect(problemsOf({ NODE_ENV, [name]: "1" })).toEqual([]);
  },
);

const origins = ["PORTAL_URL", ...regions.map((region) => `CLIO_ORIGIN_${region.toUpperCase()}`)];

it.each(origins)("OC-19 OC-20 takes plain http for loopback addresses alone: %s", (name) => {
  const refused = [
    "http://clio.test",
    "http://10.0.0.1",
    "http://127.0.0.1.evil.test",
    "http://localhost.evil.test",
    "http://127.0.0.1@evil.test",
    "http://[::2]",
    "ftp://127.0.0.1",
    "//clio.test",
    "clio.test",
    "https://user:pass@clio.test",
    "https://clio.test/path",
    "https://clio.test/?q=1",
    "javascript:alert(1)",
  ];
  for (const value of refused)
    expect([value, problemsOf({ [name]: value })]).toEqual([value, [name]]);
  const taken = [
    "https://clio.test",
    "http://127.0.0.1:4101",
    "http://localhost:4101",
    "http://[::1]:1",
  ];
  for (const value of taken) expect([value, problemsOf({ [name]: value })]).toEqual([value, []]);
});

it("OC-20 knows Clio's own hosts by region", () => {
  expect(readEnv(good).clioOrigins).toEqual({
    us: "https://app.clio.com",
    eu: "https://eu.app.clio.com",
    ca: "https://ca.app.clio.com",
    au: "https://au.app.clio.com",
  });
});

it("names each wrong variable and never its value", () => {
  const wrong = { DATABASE_URL: "mysql://hunter2", NEXTAUTH_SECRET: "short", SMTP_URL: "hunter2" };
  expect(() => readEnv(wrong)).toThrow(/PORTAL_KEYS: is missing/);
  expect(() => readEnv({ ...good, PORTAL_KEYS_FILE: "/run/keys" })).toThrow(/beside PORTAL_KEYS/);
  const { PORTAL_KEYS: _, ...rest } = good;
  expect(readEnv({ ...rest, PORTAL_KEYS_FILE: "/run/keys" }).PORTAL_KEYS).toBeUndefined();
  expect(() => readEnv(wrong)).not.toThrow(/hunter2/);
});

it("takes single sign-on of staff’s as a whole or not at all, from an issuer on https", () => {
  const whole = {
    STAFF_OIDC_ISSUER: "https://login.acucoders.test/tenant/v2.0",
    STAFF_OIDC_CLIENT_ID: "anteroom",
    STAFF_OIDC_CLIENT_SECRET: "hunter2",
  };
  expect(problemsOf(whole)).toEqual([]);
  expect(oidcSettings(readEnv({ ...good, ...whole }))).toMatchObject({ clientId: "anteroom" });
  expect(oidcSettings(readEnv(good))).toBeNull();
  for (const name of Object.keys(whole)) {
    expect(problemsOf({ ...whole, [name]: undefined })).toEqual([name]);
    expect(problemsOf({ ...whole, [name]: "" })).toEqual([name]);
  }
  expect(JSON.stringify(readEnv({ ...good, ...whole }))).not.toContain("hunter2");
  const issuer = (STAFF_OIDC_ISSUER: string) => problemsOf({ ...whole, STAFF_OIDC_ISSUER });
  expect(issuer("http://127.0.0.1:9000")).toEqual([]);
  for (const one of [
    "http://login.test",
    "login.test",
    "https://a@login.test",
    "https://l.test/?x",
  ]) {
    expect(issuer(one)).toEqual(["STAFF_OIDC_ISSUER"]);
  }
});
