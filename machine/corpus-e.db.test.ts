import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq, sql } from "drizzle-orm";
import { connectionReports, firms, tokenKeys } from "@/lib/db/schema";
import { contentsOf } from "@/lib/db/testing";
import { newId } from "@/lib/ids";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { makeTestClient, nextKey } from "@/lib/testing/token-clients";
import { newKey } from "@/lib/tokens/key";
import { hashOfReport } from "@/lib/tokens/report-refusal";
import { revokeTokenClient } from "@/lib/tokens/revoke-token-client";
import { revokeTokenKey } from "@/lib/tokens/revoke-token-key";
import { cursorOf } from "./queries";
import { openDoor, type OpenDoor } from "./testing/open-door";
import { send, type RawReply } from "./testing/send";

// Part E of the corpus: everything that may be wrong with a request at the machine's door, over a real
// socket. Whatever comes is answered as expected and never by 500, changes nothing, repeats nothing of
// what was sent, tells no secret, and the next good request is answered.

type Case = {
  id: string;
  what: string;
  method?: string;
  path?: string;
  headers?: [string, string][];
  body?: string;
  /** As the proxy in front says. */
  address?: string;
  status?: number;
  code?: string;
  /** Sent so many times, with so many answers of each status. */
  times?: number;
  answers?: Record<string, number>;
};
type Part = { categories: { name: string; atLeast: number; cases: Case[] }[] };

const part = JSON.parse(readFileSync("machine/testing/corpus-e.json", "utf8")) as Part;
const AT_LEAST = 62;
/** When a key was used and where it was refused is noted; nothing else changes. */
const NOTED = ["events", "token_keys", "token_uses", "firm_keys"];

let house: House;
let door: OpenDoor;
let world: Record<string, string>;
let secrets: string[];
let once = 0;

beforeAll(async () => {
  house = await openHouse();
  door = await openDoor(house, { TRUSTED_PROXY_HOPS: "1" });
  ({ world, secrets } = await makeWorld());
});
afterAll(async () => {
  await door.close();
  await house.close();
});

async function makeWorld() {
  const { admin } = house.staff;
  const own = await connectedFirms(house, { count: 3 });
  const others = await connectedFirms(house, { count: 1, region: "ca" });
  const [one, two, closed] = own.firms;
  const [foreign] = others.firms;
  if (!one || !two || !closed || !foreign) throw new Error("four firms were asked for");
  await house.system.db.query((db) =>
    db
      .update(firms)
      .set({ closedAt: sql`now()` })
      .where(eq(firms.id, closed.firmId)),
  );
  const integration = own.integrationId;
  const main = await makeTestClient(admin, { integration });
  const key2 = await nextKey(admin, main.clientId);
  const other = await makeTestClient(admin, { integration: others.integrationId });
  const reader = await makeTestClient(admin, { integration, may_take_tokens: "" });
  const taker = await makeTestClient(admin, { integration, may_read_status: "" });
  const slow = await makeTestClient(admin, { integration, requests_a_minute: "5" });
  const slow2 = await nextKey(admin, slow.clientId);
  const retired = await makeTestClient(admin, { integration });
  await revokeTokenClient(admin, retired);
  const spare = await makeTestClient(admin, { integration });
  const expired = await nextKey(admin, spare.clientId);
  await house.system.db.query((db) =>
    db
      .update(tokenKeys)
      .set({ expiresAt: sql`now()` })
      .where(eq(tokenKeys.id, expired.keyId)),
  );
  await revokeTokenKey(admin, spare);

  const key = main.key.reveal();
  const crcAt = key.length - 1;
  const invented = newKey().text.reveal();
  // A good checksum over a good id and a secret that is another key's.
  const wrongSecret = newKey(main.keyId).text.reveal();
  const hash = await house.system.db.query((db) =>
    db.select().from(tokenKeys).where(eq(tokenKeys.id, main.keyId)),
  );
  const used = { status: 403, resource: "contacts", access: "write" };
  await door.report(one.connectionId, key, used, "used-once-before");
  await house.system.db.query((db) =>
    db.insert(connectionReports).values({
      id: newId("connectionReport"),
      firmId: one.firmId,
      connectionId: one.connectionId,
      clientId: main.clientId,
      idempotencyKey: "still-running",
      requestHash: hashOfReport(one.connectionId, { status: 401 }),
      status: 401,
    }),
  );
  const keys = {
    key,
    key2: key2.key.reveal(),
    other: other.key.reveal(),
    reader: reader.key.reveal(),
    taker: taker.key.reveal(),
    slow: slow.key.reveal(),
    slow2: slow2.key.reveal(),
    retired: retired.key.reveal(),
    expired: expired.key.reveal(),
    revoked: spare.key.reveal(),
    key_invented: invented,
    key_wrong_secret: wrongSecret,
  };
  const tokens = await Promise.all(
    [one, two].map(async ({ connectionId }) => {
      const { body } = await door.token(connectionId, key);
      return String(body.access_token);
    }),
  );
  return {
    secrets: [...Object.values(keys).map((text) => text.slice(32)), ...tokens],
    world: {
      ...keys,
      key_base64: Buffer.from(`x:${key}`).toString("base64"),
      key_short: key.slice(0, crcAt),
      key_bad_crc: key.slice(0, crcAt) + (key.endsWith("0") ? "1" : "0"),
      key_upper: key.toUpperCase(),
      key_hash: `anteroom_live_${main.keyId}_${hash[0]?.secretHash.slice(0, 59) ?? ""}`,
      conn: one.connectionId,
      conn_upper: one.connectionId.toUpperCase(),
      conn2: two.connectionId,
      closed: closed.connectionId,
      foreign: foreign.connectionId,
      foreign_cursor: cursorOf(foreign.firmId),
      foreign_integration: others.integrationId,
      random: newId("connection"),
      firm: one.firmId,
      grant: one.grantId,
      long: "x".repeat(2000),
      long_json: JSON.stringify({ status: 401, note: "x".repeat(70_000) }),
      brackets: "[".repeat(1000),
      used_once: "used-once-before",
      used_report: JSON.stringify(used),
      running_once: "still-running",
    },
  };
}

const fill = (text: string) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    name === "once" ? `corpus-${(once += 1)}` : (world[name] ?? whole),
  );

function ask(one: Case): Promise<RawReply> {
  const headers = one.headers ?? [["Authorization", "Bearer {key}"]];
  const address = one.address ?? "192.0.2.99";
  return send(door.port, {
    method: one.method ?? "GET",
    path: fill(one.path ?? "/v1/connections/{conn}/access-token"),
    headers: [
      ...headers.map(([name, value]): [string, string] => [name, fill(value)]),
      ["X-Forwarded-For", address],
    ],
    body: fill(one.body ?? ""),
  });
}

const contents = async () => {
  const all = await contentsOf(house.system.db);
  return Object.fromEntries(Object.entries(all).filter(([name]) => !NOTED.includes(name)));
};

function wrongOf(one: Case, { status, headers, body }: RawReply): string[] {
  const wrong: string[] = [];
  if (one.status !== undefined && status !== one.status) wrong.push(`status ${status}: ${body}`);
  if (status >= 500) wrong.push("a fault of ours");
  if (headers["cache-control"] !== "no-store") wrong.push("it may be kept");
  if (headers.vary !== "Authorization") wrong.push("no Vary");
  if (!/^req_\w+$/.test(headers["x-request-id"] ?? "")) wrong.push("no request id");
  if (headers["access-control-allow-origin"] !== undefined) wrong.push("CORS");
  if (status >= 400 && one.method !== "HEAD") {
    const problem = JSON.parse(body || "{}") as Record<string, unknown>;
    if (headers["content-type"] !== "application/problem+json") wrong.push("no problem");
    if (one.code !== undefined && problem.code !== one.code)
      wrong.push(`code ${String(problem.code)}`);
    if (problem.request_id !== headers["x-request-id"]) wrong.push("another request id");
    if (status === 429 && !/^\d+$/.test(headers["retry-after"] ?? "")) wrong.push("no Retry-After");
    if (status === 401 && !headers["www-authenticate"]?.startsWith("Bearer")) wrong.push("no way");
    if (secrets.some((secret) => body.includes(secret))) wrong.push("a secret in the answer");
    if (/<script|evil\.test|'--/.test(body)) wrong.push("what was sent is repeated");
  }
  return wrong;
}

async function run(one: Case): Promise<string[]> {
  if (!one.times) return wrongOf(one, await ask(one));
  const answers: Record<string, number> = {};
  const wrong: string[] = [];
  for (let n = 0; n < one.times; n += 1) {
    const reply = await ask(one);
    answers[reply.status] = (answers[reply.status] ?? 0) + 1;
    wrong.push(...wrongOf(one, reply));
  }
  expect({ id: one.id, answers }).toEqual({ id: one.id, answers: one.answers });
  return wrong;
}

describe("OC-39 corpus E: the machine's door", () => {
  it.each(part.categories)("$name, $cases.length cases", async ({ cases, atLeast }) => {
    const before = await contents();
    for (const one of cases) {
      expect([one.id, one.what, await run(one)]).toEqual([one.id, one.what, []]);
      expect((await door.token(world.conn ?? "", world.key2 ?? "")).status).toBe(200);
    }
    expect(cases.length).toBeGreaterThanOrEqual(atLeast);
    expect(await contents()).toEqual(before);
  });

  it("has enough cases, each with a name of its own, and none left a secret in the log", () => {
    const all = part.categories.flatMap(({ cases }) => cases.map(({ id }) => id));
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(AT_LEAST);
    console.log(`corpus E: ${all.length} cases, 0 wrong`);
    const log = door.lines.join("");
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });
});
