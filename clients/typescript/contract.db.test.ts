import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkKeys } from "@/lib/db/check-keys";
import { connectionReports, grants } from "@/lib/db/schema";
import { openHouse, type House } from "@/lib/testing/house";
import { makeTestClient, type TestClient } from "@/lib/testing/token-clients";
import { revokeTokenKey } from "@/lib/tokens/revoke-token-key";
import { webhookKinds } from "@/lib/vocabulary";
import { createEndpoint } from "@/lib/webhooks/create-endpoint";
import { sendMessages } from "@/lib/webhooks/send-messages";
import { type Machine, startMachine } from "@/machine/start-machine";
import { findFreeBase } from "@/scripts/ports";
import { AnteroomError, createAnteroom } from "./src/index.js";

// The client and the example against the door itself, the portal's own database and the pretend Clio.

const MONTH_SECONDS = 2_592_000;
const PERMISSIONS = ["users", "contacts", "matters"] as const;

let house: House;
let machine: Machine;
let integrationId = "";
let firm: Awaited<ReturnType<House["firm"]>>;
let connectionId = "";
let key: TestClient;

beforeAll(async () => {
  house = await openHouse({ WEBHOOKS_ALLOW_PRIVATE: "on" });
  await checkKeys(house.database, house.system.ring);
  const { system } = house;
  machine = await startMachine({ ...system.env, DATABASE_URL: house.url }, system.log, { port: 0 });
  integrationId = await house.integration(["contacts", "matters"]);
  key = await makeTestClient(house.staff.admin, { integration: integrationId });
  firm = await house.firm({ integration: integrationId });
  await house.connect(firm, await house.register(PERMISSIONS));
  connectionId = (await grantOf()).connectionId;
});
afterAll(async () => {
  await machine?.stop();
  await house?.close();
});
beforeEach(async () => {
  await house.heal();
  await house.control("requests", undefined, "DELETE");
});

const origin = () => `http://127.0.0.1:${machine.port}`;
/** A client as another process would have: nothing in its memory. */
const newClient = () => createAnteroom({ origin: origin(), key: key.key.reveal() });

async function grantOf() {
  const [grant] = await house.system.db.query((db) =>
    db.select().from(grants).where(eq(grants.firmId, firm.id)),
  );
  if (!grant) throw new Error("the firm has no grant");
  return grant;
}

const reports = () =>
  house.system.db.query((db) =>
    db
      .select({
        status: connectionReports.status,
        resource: connectionReports.resource,
        access: connectionReports.access,
        answer: connectionReports.answer,
      })
      .from(connectionReports)
      .orderBy(connectionReports.at),
  );

/** Reports are told in the background: the newest one, answered, once there are so many. */
async function reported(count: number) {
  await expect
    .poll(async () => (await reports()).filter(({ answer }) => answer).length, {
      timeout: 30_000,
    })
    .toBe(count);
  return (await reports()).at(-1);
}

describe("the client", () => {
  it("gets a token that Clio takes, and lists what its key may see", async () => {
    const client = newClient();
    const token = await client.getAccessToken(connectionId);
    expect(token).toMatchObject({
      connection_id: connectionId,
      api_origin: house.system.env.clioOrigins.us,
      scopes_proven: expect.arrayContaining(["contacts:read", "matters:read"]) as string[],
    });
    const response = await client.withClio(connectionId)("/api/v4/contacts?fields=id");
    expect([response.status, await response.json()]).toMatchObject([200, { data: [{ id: 1 }] }]);

    const ids: string[] = [];
    for await (const { id, status } of client.listConnections({ limit: 1 }))
      ids.push(`${id} ${status}`);
    expect(ids).toEqual([`${connectionId} working`]);
    const { user, scopes } = await client.getConnection(connectionId);
    expect(user?.name).toBeTruthy();
    expect(scopes).toContainEqual(
      expect.objectContaining({ resource: "matters", result: "works" }),
    );
  });

  it("gets a token that is renewed first when it is due, once for all who ask", async () => {
    const before = await newClient().getAccessToken(connectionId);
    await house.system.db.query((db) =>
      db
        .update(grants)
        .set({ accessExpiresAt: sql`now()`, refreshDueAt: sql`now()` })
        .where(eq(grants.firmId, firm.id)),
    );
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => newClient().getAccessToken(connectionId)),
    );
    expect(new Set(tokens.map((one) => one.access_token)).size).toBe(1);
    expect(tokens[0]?.access_token).not.toBe(before.access_token);
    expect(await house.tokenRequests()).toBe(1);
  });

  it("reports a 401, and calls once more with the token that the door renewed for it", async () => {
    const client = newClient();
    await client.getAccessToken(connectionId);
    const before = (await reports()).length;
    // Nothing is renewed twice within a minute.
    await house.system.db.query((db) =>
      db.update(grants).set({ refreshedAt: sql`now() - interval '1 hour'` }),
    );
    // Clio's clock passes the end of every token; ours does not.
    await house.control("clock", { advanceSeconds: MONTH_SECONDS + 1 });
    const clio = client.withClio(connectionId);
    const all = await Promise.all([1, 2, 3].map(() => clio("/api/v4/matters?fields=id")));
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await house.tokenRequests()).toBe(1);
    const told = (await reports()).slice(before);
    expect(told).toMatchObject([{ status: 401, answer: { outcome: "token_renewed" } }]);
  });

  it("reports a 403: a read is looked into, a write kept, and a write that worked noted", async () => {
    const before = (await reports()).length;
    const clio = newClient().withClio(connectionId);
    const answerWith = (status: number) =>
      house.spoil({
        path: "/api/v4/contacts",
        next: 1,
        how: {
          kind: "status",
          status,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(status === 403 ? { error: { type: "ForbiddenError" } } : {}),
        },
      });
    await answerWith(403);
    expect((await clio("/api/v4/contacts?fields=id")).status).toBe(403);
    expect(await reported(before + 1)).toMatchObject({
      status: 403,
      access: "read",
      answer: { outcome: "permission_works", result: "works" },
    });
    const write = { method: "POST", body: "{}" };
    for (const [index, status] of [403, 201].entries()) {
      await answerWith(status);
      expect((await clio("/api/v4/contacts", write)).status).toBe(status);
      expect(await reported(before + 2 + index)).toMatchObject({
        status,
        resource: "contacts",
        access: "write",
        answer: { outcome: "write_noted" },
      });
    }
    const asked = await house.control<{ method: string; path: string }[]>("requests");
    expect(
      asked.filter(({ method, path }) => method === "POST" && path === "/api/v4/contacts"),
    ).toHaveLength(2);
  });

  it("says in the door's words why there is no token", async () => {
    const client = newClient();
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "none",
        (thrown: unknown) => (thrown instanceof AnteroomError ? thrown.code : String(thrown)),
      );
    expect(await codeOf(client.getAccessToken("conn_000000000000000000000000"))).toBe(
      "connection_unknown",
    );
    const other = await makeTestClient(house.staff.admin, { integration: integrationId });
    const revoked = createAnteroom({ origin: origin(), key: other.key.reveal() });
    expect(await codeOf(revoked.getAccessToken(connectionId))).toBe("none");
    await revokeTokenKey(house.staff.admin, other);
    expect(await codeOf(revoked.getConnection(connectionId))).toBe("key_revoked");
  });
});

describe("examples/list-matters", () => {
  let folder = "";
  let child: ChildProcess | undefined;
  let printed = "";
  afterAll(() => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("lists the matters of connected firms, and again when a webhook says that one works", async () => {
    mkdirSync(".data", { recursive: true });
    folder = mkdtempSync(join(process.cwd(), ".data/example-"));
    const outfile = join(folder, "index.mjs");
    await build({
      entryPoints: ["examples/list-matters/index.ts"],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error",
      alias: { "@acucoders/anteroom-client": "./clients/typescript/src/index.ts" },
    });
    const port = await findFreeBase([0]);
    const { endpointId, secret } = await createEndpoint(house.staff.admin, {
      name: "The example",
      url: `http://127.0.0.1:${port}/webhooks`,
      integrationId,
      kinds: [...webhookKinds],
    });
    child = spawn(process.execPath, [outfile], {
      env: {
        ...process.env,
        ANTEROOM_ORIGIN: origin(),
        ANTEROOM_KEY: key.key.reveal(),
        ANTEROOM_WEBHOOK_SECRETS: secret.reveal(),
        PORT: String(port),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const lines = (text: string) => printed.split("\n").filter((line) => line.includes(text));
    await expect.poll(() => printed, { timeout: 30_000 }).toContain("waiting for webhooks");
    expect(lines(`${connectionId}: 0000`)).toHaveLength(5);
    expect(printed).toContain("1 connections were visited");

    const second = await house.firm({ integration: integrationId });
    const account = await house.account("Castellan Legal");
    const keys = await house.register(PERMISSIONS, { accountId: Number(account.id) });
    await house.connect(second, keys, { user: account.user });
    await sendMessages(house.system, { endpointId });
    await expect.poll(() => lines(": connection.working").length, { timeout: 30_000 }).toBe(1);
    const [next] = lines(": connection.working")[0]?.split(":") ?? [];
    expect(next).not.toBe(connectionId);
    await expect.poll(() => lines(`${next}: 0000`).length, { timeout: 30_000 }).toBe(5);
    const url = `http://127.0.0.1:${port}/webhooks`;
    const forged = await fetch(url, { method: "POST", body: '{"type":"connection.working"}' });
    expect(forged.status).toBe(400);
  });
});
