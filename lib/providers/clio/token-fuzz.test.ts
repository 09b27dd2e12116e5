import { afterAll, beforeAll, expect, it } from "vitest";
import { type Fuzz, forEachInput } from "@/lib/fuzz.testing";
import { Secret } from "@/lib/logger";
import type { Failure, Provider } from "@/lib/providers/provider";
import { clioProvider } from "./clio-provider";
import { answerWith, startAnswerer } from "./provider.testing";

let server: Awaited<ReturnType<typeof startAnswerer>>;
let provider: Provider;
beforeAll(async () => {
  server = await startAnswerer(answerWith(200, "{}"));
  const { origin } = server;
  provider = clioProvider({ clioOrigins: { us: origin, eu: origin, ca: origin, au: origin } });
});
afterAll(() => server.stop());

const keys = { clientId: "key", clientSecret: new Secret("canary-secret") };
const WORDS = ["bearer", "Bearer", "access_token", "token_type", "mac", "a1B2c3", "invalid_grant"];
const NAMES = ["access_token", "refresh_token", "token_type", "expires_in", "scope", "error"];
const STATUSES = [200, 200, 200, 201, 204, 400, 401, 403, 429, 500, 503] as const;
const TYPES = ["application/json", "application/json; charset=utf-8", "text/html", ""] as const;

function answerOf(fuzz: Fuzz): { status: number; type: string; body: string } {
  const good: Record<string, unknown> = {
    token_type: "bearer",
    access_token: "a1",
    expires_in: 60,
  };
  for (let count = fuzz.int(4); count > 0; count -= 1) {
    good[fuzz.once(6) ? fuzz.text(NAMES) : fuzz.pick(["x", ...NAMES])] = fuzz.json(WORDS);
  }
  const whole = JSON.stringify(fuzz.once(5) ? fuzz.json(NAMES) : good);
  const body = fuzz.once(6) ? whole.slice(0, fuzz.int(whole.length)) : whole;
  return {
    status: fuzz.once(2) ? 200 : fuzz.pick([...STATUSES]),
    type: fuzz.once(2) ? "application/json" : fuzz.pick([...TYPES]),
    body: fuzz.once(20) ? fuzz.text(WORDS) : body,
  };
}

const named = (failure: Failure) => ({ kind: failure.class, code: failure.code });

it("OC-18 takes tokens that can be sent, or fails with a class, of 10,000 seeded answers", async () => {
  let taken = 0;
  await forEachInput("token response", answerOf, async ({ status, type, body }) => {
    server.state.answer = answerWith(status, body, { "content-type": type });
    server.state.requests.length = 0;
    const answer = await provider.refresh({ region: "us", keys, refreshToken: new Secret("r") });
    expect(server.state.requests).toHaveLength(1);
    const { kind, code } = answer.ok ? { kind: "taken", code: "taken" } : named(answer);
    expect(["taken", "rejected", "transient", "misconfigured"]).toContain(kind);
    expect(code).toMatch(/^[a-z_]{1,40}$/);
    if (!answer.ok) return;
    taken += 1;
    const { accessToken, refreshToken, expiresInSeconds } = answer.tokens;
    const said = JSON.parse(body) as Record<string, unknown>;
    expect([status, said.access_token]).toEqual([200, accessToken.reveal()]);
    expect(said.refresh_token).toBe(refreshToken?.reveal());
    expect(String(said.token_type).toLowerCase()).toBe("bearer");
    expect(accessToken.reveal()).toMatch(/^[\x21-\x7e]{1,4096}$/);
    expect(Number.isInteger(expiresInSeconds)).toBe(true);
    expect(expiresInSeconds).toBeGreaterThanOrEqual(60);
    expect(expiresInSeconds).toBeLessThanOrEqual(31_536_000);
  });
  expect(taken).toBeGreaterThan(500);
}, 120_000);
