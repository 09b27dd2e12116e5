import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { once } from "node:events";
import { createServer as createTls } from "node:https";
import { createServer, type AddressInfo, type Server } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Context } from "@/lib/context";
import { grants, probeRuns, providerPauses, scopeChecks } from "@/lib/db/schema";
import { certificate } from "@/lib/providers/clio/certificates.testing";
import { answerWith, startAnswerer } from "@/lib/providers/clio/provider.testing";
import { connectedFirms, type ConnectedFirm } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import type { Region } from "@/lib/vocabulary";
import { checkIdentity } from "./check-identity";
import { openProbeRun } from "./open-probe-run";
import { refreshConnection } from "./refresh-connection";
import { retireGrant } from "./retire-grant";
import { revokeRetired } from "./revoke-retired";
import { runProbes } from "./run-probes";

// Part H of the corpus: what a provider may answer, against everything that is asked of it. Whatever
// comes, the outcome has a name, nothing that is known is overwritten, and the lease is free.

/** One firm to ask for, and one whose access is to be ended. */
type Pair = { live: ConnectedFirm; over: ConnectedFirm };
type Case = {
  name: string;
  how: object;
  /** What comes of a refresh; its failures are of a class. */
  refresh: "transient" | "misconfigured" | "refreshed";
  /** Whether Clio's answer to ending an access says that it is over. */
  isRevoked?: boolean;
};

let house: House;
let evil: Awaited<ReturnType<typeof startAnswerer>>;
let us: Pair;
let au: Pair;
let slow: Promise<{ ms: number; region: Region; seen: Seen }[]>;
let heldBefore = 0;
const counts = { cases: 0, wrong: 0 };

beforeAll(async () => {
  house = await openHouse();
  evil = await startAnswerer(answerWith(200, "{}"));
  us = await pairIn("us");
  au = await pairIn("au");
  const eu = await pairIn("eu");
  const ca = await pairIn("ca");
  await house.spoil({ region: "eu", path: "/", how: { kind: "hang" } });
  await house.spoil({ region: "ca", path: "/", how: { kind: "drip" } });
  // They take their time while the others are tried.
  slow = Promise.all([timed("eu", eu), timed("ca", ca)]);
  await vi.waitUntil(async () => {
    const asked = await house.control<{ region: Region }[]>("requests");
    return asked.filter(({ region }) => region === "eu" || region === "ca").length === 10;
  });
  await house.heal();
  heldBefore = memory();
});
afterAll(async () => {
  await house.close();
  await evil.stop();
});

async function pairIn(region: Region): Promise<Pair> {
  const { firms } = await connectedFirms(house, { count: 2, region });
  const [live, over] = firms;
  if (!live || !over) throw new Error("no firms");
  await house.system.db.transaction(async (tx) => {
    const [grant] = await tx.select().from(grants).where(eq(grants.id, over.grantId));
    // Both are of one Clio user, and ending the one's access could end the other's: not so here.
    await tx.update(grants).set({ userId: "other" }).where(eq(grants.id, over.grantId));
    if (grant) await retireGrant(tx, { ...grant, userId: "other" }, new Date(), "disconnected");
  });
  return { live, over };
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What is held, after everything that is not has been collected: what a process has taken says less. */
const memory = () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

type Seen = Awaited<ReturnType<typeof askAll>>;

/** Refreshes, asks who is there, tries every permission and ends an access, all at once. */
async function askAll(ctx: Context, { live, over }: Pair) {
  // A person's press is let through where workers wait.
  const runId = await openProbeRun(ctx, { id: live.grantId, ...live }, "check_again");
  const [refresh, revoked] = await Promise.all([
    refreshConnection(ctx, { grantId: live.grantId, force: true }),
    revokeRetired(ctx, { grantId: over.grantId }),
    checkIdentity(ctx, { grantId: live.grantId }),
    runProbes(ctx, runId),
  ]);
  const [run] = await ctx.db.query((db) =>
    db.select().from(probeRuns).where(eq(probeRuns.id, runId)),
  );
  return { refresh, revoked, run };
}

/** What is known: of it no spoiled answer may change anything. */
async function known({ live, over }: Pair) {
  return house.system.db.query(async (db) => {
    const [grant] = await db.select().from(grants).where(eq(grants.id, live.grantId));
    const [retired] = await db.select().from(grants).where(eq(grants.id, over.grantId));
    const checks = await db
      .select({
        resource: scopeChecks.resource,
        result: scopeChecks.result,
        at: scopeChecks.checkedAt,
      })
      .from(scopeChecks)
      .where(eq(scopeChecks.grantId, live.grantId))
      .orderBy(scopeChecks.resource);
    if (!grant || !retired) throw new Error("no grants");
    const { accessTokenSealed, refreshTokenSealed, accessIssuedAt, accessExpiresAt } = grant;
    const { accountId, accountName, userName, userEmail, endedAt, refusedAt, leaseUntil } = grant;
    return {
      tokens: { accessTokenSealed, refreshTokenSealed, accessIssuedAt, accessExpiresAt },
      rest: { accountId, accountName, userName, userEmail, endedAt, refusedAt, leaseUntil, checks },
      revokeToken: retired.accessTokenSealed,
      row: grant,
    };
  });
}

async function timed(region: Region, pair: Pair) {
  const begun = performance.now();
  const seen = await askAll(house.staff.operator, pair);
  return { ms: performance.now() - begun, region, seen };
}

/** Plays one case and says what is wrong; puts everything back as it was. */
async function play(one: Case, ctx = house.staff.operator, pair = us): Promise<void> {
  counts.cases += 1;
  const before = await known(pair);
  try {
    await look(one, before, { ctx, pair });
  } catch (thrown) {
    counts.wrong += 1;
    throw thrown;
  } finally {
    await restore(before, pair);
  }
}

type Known = Awaited<ReturnType<typeof known>>;

async function look(one: Case, before: Known, { ctx, pair }: { ctx: Context; pair: Pair }) {
  const seen = await askAll(ctx, pair);
  const after = await known(pair);
  const { refresh } = seen;
  const outcome = refresh.kind === "failed" ? refresh.failure.class : refresh.kind;
  const code = refresh.kind === "failed" ? refresh.failure.code : "taken";
  const isRevoked = one.isRevoked ?? false;
  expect([one.name, outcome, seen.revoked]).toEqual([one.name, one.refresh, isRevoked ? 1 : 0]);
  expect(code).toMatch(/^[a-z_]{1,40}$/);
  expect(after.rest).toEqual({ ...before.rest, leaseUntil: null });
  expect(after.revokeToken === null).toBe(isRevoked);
  const tokens = one.refresh === "refreshed" ? after.tokens : before.tokens;
  expect(after.tokens).toEqual(tokens);
  expect(seen.run?.finishedAt).not.toBeNull();
  expect(seen.run?.trouble).toMatch(/^(clio_unavailable|our_fault)$/);
}

function restore({ row, revokeToken }: Known, { live, over }: Pair): Promise<void> {
  return house.system.db.transaction(async (tx) => {
    const fresh = { ...row, refreshedAt: null, refreshFailures: 0, refreshOutcome: null };
    await tx.update(grants).set(fresh).where(eq(grants.id, live.grantId));
    const again = { revokeBy: new Date(Date.now() + 86_400_000), revokeTriedAt: null };
    await tx
      .update(grants)
      .set({ accessTokenSealed: revokeToken, ...again })
      .where(eq(grants.id, over.grantId));
    await tx.delete(providerPauses);
  });
}

const JSON_TYPE = { "content-type": "application/json" };
const good = { token_type: "bearer", access_token: "a1", expires_in: 3600 };
const text = (value: unknown) => JSON.stringify(value);
const answer = (status: number, body = "", headers: Record<string, string> = JSON_TYPE) => ({
  kind: "status",
  status,
  headers,
  body,
});
const HTML = { "content-type": "text/html" };

const statuses: Case[] = [
  ["204", answer(204, "", {}), "transient"],
  ["206 with tokens", answer(206, text(good)), "transient"],
  ["400 without a body", answer(400), "transient"],
  ["400 with an error of its own", answer(400, text({ error: "teapot" })), "misconfigured"],
  ["402", answer(402, text({ message: "pay" })), "transient"],
  ["403 of a firewall", answer(403, "<html>Forbidden</html>", HTML), "transient"],
  ["404", answer(404, "<html>", HTML), "transient"],
  ["500 with tokens", answer(500, text(good)), "transient"],
  ["502", answer(502, "<html>Bad gateway</html>", HTML), "transient"],
  ["504", answer(504, "", {}), "transient"],
].map(toCase);
const contentTypes: Case[] = [
  ["no content type", answer(200, text(good), {}), "refreshed"],
  ["text/html around JSON", answer(200, text(good), HTML), "refreshed"],
  ["text/plain", answer(200, text(good), { "content-type": "text/plain" }), "refreshed"],
  [
    "a form",
    answer(200, "access_token=a1&token_type=bearer", {
      "content-type": "application/x-www-form-urlencoded",
    }),
    "transient",
  ],
  ["JSON that is HTML", answer(200, "<html>"), "transient"],
]
  .map(toCase)
  .map(revoked);
const shapes: Case[] = [
  ["an empty list", "[]"],
  ["null", "null"],
  ["a number", "7"],
  ["a text", '"tokens"'],
  ["true", "true"],
  ["nothing", ""],
  ["an empty object", "{}"],
  ["data that is null", text({ ...good, access_token: null, data: null })],
  ["data that is a text", text({ ...good, access_token: 7, data: "x" })],
  ["a token in a list", text({ ...good, access_token: ["a1"] })],
  ["a truncated object", text(good).slice(0, 30)],
  ["an object with another behind it", `${text(good)}{}`],
  ["a number that JSON has not", text(good).replace("3600", "NaN")],
  ["two thousand lists in each other", "[".repeat(2000) + "]".repeat(2000)],
  ["keys of a prototype", '{"__proto__":{"access_token":"a1","token_type":"bearer"}}'],
].map(([name = "", body = ""]) => revoked(toCase([name, answer(200, body), "transient"])));
const lives: Case[] = (
  [
    ["a word", "soon", "transient"],
    ["an object", {}, "transient"],
    ["null", null, "transient"],
    ["below nothing", -5, "transient"],
    ["nothing", 0, "refreshed"],
    ["digits in a text", "7200", "refreshed"],
    ["a part of a second", 59.9, "refreshed"],
    ["longer than the world", 1e300, "refreshed"],
  ] as const
).map(([name, life, refresh]) =>
  revoked(toCase([`a life of ${name}`, answer(200, text({ ...good, expires_in: life })), refresh])),
);

function toCase([name, how, refresh]: unknown[]): Case {
  return { name, how, refresh } as Case;
}
/** 200 says of an access that is to end that it has. */
function revoked(one: Case): Case {
  return { ...one, isRevoked: true };
}

describe("R-13 corpus H, against refresh, who_am_i, every permission and ending an access", () => {
  it.each([
    ["10 statuses", 10, statuses],
    ["5 content types", 5, contentTypes],
    ["15 shapes of JSON", 15, shapes],
    ["8 lives of a token", 8, lives],
  ])("%s", async (_name, number, cases) => {
    expect(cases).toHaveLength(number);
    for (const one of cases) {
      await house.heal();
      await house.spoil({ region: "us", path: "/", how: one.how });
      await play(one);
    }
  });

  it("5 redirects, none of which is followed", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const how = { kind: "redirect", status, to: `${evil.origin}/caught` };
      await house.heal();
      await house.spoil({ region: "us", path: "/", how });
      await play({ name: `redirect ${status}`, how, refresh: "transient" });
    }
    expect(evil.state.requests).toEqual([]);
  });

  it("2 answers of 300 MB, one of them packed", async () => {
    const played = counts.cases;
    for (const gzip of [false, true]) {
      const how = { kind: "huge", gzip };
      await house.heal();
      await house.spoil({ region: "us", path: "/", how });
      await play({ name: `huge, packed: ${gzip}`, how, refresh: "transient" });
    }
    expect(counts.cases - played).toBe(2);
  });

  it("R-14 3 that TLS or names refuse, with no secret sent", async () => {
    const asked: string[] = [];
    const { pem: cert, keyPem: key } = certificate({ name: "localhost", host: "localhost" });
    const selfSigned = createTls({ cert, key }, (request) => asked.push(request.url ?? ""));
    selfSigned.on("tlsClientError", () => {});
    const reset = createServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const origins = [
      ["its own signature", `https://localhost:${await listen(selfSigned)}`],
      ["a line cut in the handshake", `https://localhost:${await listen(reset)}`],
      ["a name that is nobody's", "https://clio.invalid"],
    ] as const;
    for (const [name, origin] of origins) {
      const { env } = house.staff.operator;
      const clioOrigins = { ...env.clioOrigins, au: origin };
      const ctx = { ...house.staff.operator, env: { ...env, clioOrigins } };
      await play({ name, how: {}, refresh: "transient" }, ctx, au);
    }
    expect(asked).toEqual([]);
    for (const server of [selfSigned, reset]) server.close();
  });

  it("2 that hang or drip end within 16 s", { timeout: 120_000 }, async () => {
    for (const { ms, region, seen } of await slow) {
      counts.cases += 1;
      expect([region, seen.refresh]).toMatchObject([region, { failure: { code: "timeout" } }]);
      expect(seen.revoked).toBe(0);
      expect(seen.run?.trouble).toBe("clio_unavailable");
      expect(ms).toBeLessThan(60_000);
      console.log(`${region}: all four ended after ${(ms / 1000).toFixed(1)} s`);
    }
  });

  it("and memory stays flat", () => {
    const grown = (memory() - heldBefore) / 1024 / 1024;
    console.log(
      `corpus H: ${counts.cases} cases, ${counts.wrong} wrong, ${grown.toFixed(0)} MB more`,
    );
    expect(counts).toEqual({ cases: 50, wrong: 0 });
    expect(grown).toBeLessThan(50);
  });
});

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}
