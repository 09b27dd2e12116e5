import { eq } from "drizzle-orm";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storeKeys } from "@/lib/applications/store-keys";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import {
  attempts,
  connections,
  firms,
  grants,
  integrations,
  people,
  scopes,
  scopeSets,
  sessions,
} from "@/lib/db/schema";
import { contentsOf, createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { toAppError } from "@/lib/errors";
import { createDraftApplication } from "@/lib/applications/create-draft-application";
import { sendMail } from "@/lib/mail/send-mail";
import { clioUsers, openClio } from "@/lib/testing/clio";
import { checkAgain } from "./check-again";
import { completeConnection } from "./complete-connection";
import { confirmAccount } from "./confirm-account";
import { disconnect } from "./disconnect";
import { loadAttempt, loadConnection } from "./queries";
import { refreshConnection } from "./refresh-connection";
import { runProbes } from "./run-probes";
import { startConnection } from "./start-connection";
import { sealVerifier } from "./tokens-at-rest";

const BROWSER = "browser-of-ada";
let test: TestDatabase;
let clio: Awaited<ReturnType<typeof openClio>>;
let ctx: Context;
let keys: { key: string; secret: string };

beforeAll(async () => {
  test = await createTestDatabase();
  clio = await openClio();
  ctx = testContext(
    test.db,
    {
      kind: "firm",
      personId: "person_ada",
      firmId: "firm_1",
      sessionId: "ses_1",
      copiedLinkId: null,
      handOver: null,
    },
    clio.origins,
  );
  await ctx.db.transaction(async (tx) => {
    await tx
      .insert(people)
      .values({ id: "person_ada", kind: "firm", email: "ada@x.test", name: "Ada" });
    const later = new Date(Date.now() + 3_600_000);
    await tx.insert(sessions).values({
      id: "ses_1",
      tokenHash: "hash",
      personId: "person_ada",
      idleExpiresAt: later,
      expiresAt: later,
      codeConfirmedAt: new Date(),
    });
    await tx.insert(integrations).values({ id: "intg_1", name: "Test", summary: "Test" });
    await tx
      .insert(scopeSets)
      .values({ id: "sset_1", integrationId: "intg_1", version: 1, note: "" });
    const line = {
      scopeSetId: "sset_1",
      access: "read",
      required: true,
      purpose: "p",
      impact: "i",
    } as const;
    await tx.insert(scopes).values([
      { ...line, id: "scope_1", position: 0, resource: "users" },
      { ...line, id: "scope_2", position: 1, resource: "contacts" },
      { ...line, id: "scope_3", position: 2, resource: "activities" },
    ]);
    await tx.insert(firms).values({
      id: "firm_1",
      name: "Hartley & Moss LLP",
      route: "firm_private",
      region: "us",
      integrationId: "intg_1",
      mainContactId: "person_ada",
      createdBy: "person_staff",
    });
    await tx.insert(connections).values({ id: "conn_1", firmId: "firm_1" });
    await createDraftApplication(tx, ctx, { firmId: "firm_1", firmName: "Hartley", region: "us" });
  });
  keys = await clio.register();
});
afterAll(async () => {
  await clio.close();
  await test.close();
});

const start = () => startConnection(ctx, { browserToken: BROWSER });
const finish = (parameters: URLSearchParams, browserToken: string | null = BROWSER) =>
  completeConnection(ctx, { parameters, browserToken });

describe("a firm's way to a proven connection", () => {
  it("H-2 H-7 refuses wrong keys without keeping them, asks Clio once, and puts swapped ones right", async () => {
    const wrong = { region: "us", client_id: keys.key, client_secret: "not-the-secret" } as const;
    await expect(storeKeys(ctx, wrong)).rejects.toMatchObject({ code: "invalid_input" });
    const asked = await clio.tokenRequests();
    await expect(storeKeys(ctx, wrong)).rejects.toMatchObject({ code: "invalid_input" });
    expect(await clio.tokenRequests()).toBe(asked);
    const swapped = {
      region: "us",
      client_id: keys.secret,
      client_secret: ` ${keys.key}\u200b`,
    } as const;
    expect(await storeKeys(ctx, swapped)).toMatchObject({
      keyCheck: "accepted",
      wereSwapped: true,
    });
  });

  it("OC-12 tells a declined trip, and asks for no token", async () => {
    const before = await clio.tokenRequests();
    const { location } = await start();
    expect((await finish(await clio.approve(location, { answer: "decline" }))).kind).toBe("ended");
    expect(await clio.tokenRequests()).toBe(before);
    expect((await loadConnection(ctx, "firm_1")).status).toBe("not_connected");
  });

  it("OC-01 OC-13 does nothing for another browser, a made-up state, or a parameter that stands twice", async () => {
    const { location } = await start();
    const parameters = await clio.approve(location);
    const before = await clio.tokenRequests();
    expect((await finish(parameters, "browser-of-eve")).kind).toBe("not_yours");
    expect((await finish(parameters, null)).kind).toBe("not_yours");
    for (let tries = 0; tries < 50; tries += 1) {
      const invented = new URLSearchParams({ code: "x", state: `state-${tries}` });
      expect((await finish(invented)).kind).toBe("not_yours");
    }
    for (const name of ["code", "state", "error", "iss"]) {
      const twice = new URLSearchParams(parameters);
      twice.append(name, "a");
      twice.append(name, "b");
      expect((await finish(twice)).kind).toBe("not_yours");
    }
    expect(await clio.tokenRequests()).toBe(before);
  });

  it("OC-03 OC-04 sends a code once, however often the return comes, and asks whose account it is", async () => {
    const { location } = await start();
    const parameters = await clio.approve(location);
    const before = await clio.tokenRequests();
    const answers = await Promise.all(Array.from({ length: 20 }, () => finish(parameters)));
    expect(answers.filter((answer) => answer.kind === "ended")).toHaveLength(1);
    expect(answers.filter((answer) => answer.kind === "handled_before")).toHaveLength(19);
    expect(await clio.tokenRequests()).toBe(before + 1);
    const view = await loadConnection(ctx, "firm_1");
    expect(view.pending).toMatchObject({
      reason: "confirm_account",
      identity: { accountName: "Hartley & Moss LLP", userName: "Ada Moss" },
    });
    expect(view.status).toBe("needs_attention");
  });

  it("proves each permission once the account is confirmed, and names the missing one", async () => {
    const { pending } = await loadConnection(ctx, "firm_1");
    const { runId } = await confirmAccount(ctx, { grantId: pending?.grantId ?? "" });
    if (!runId) throw new Error("nobody else has to confirm this account");
    await runProbes(ctx, runId);
    const view = await loadConnection(ctx, "firm_1");
    expect(view.scopes.map((scope) => [scope.resource, scope.result])).toEqual([
      ["users", "works"],
      ["contacts", "works"],
      ["activities", "missing_in_application"],
    ]);
    expect([view.status, view.reason]).toEqual(["needs_attention", "permission_missing"]);
  });

  it("renews the tokens exactly once for twenty who ask at the same time, and keeps the refresh token", async () => {
    const [grant] = await ctx.db.query((db) =>
      db.select().from(grants).where(eq(grants.state, "active")),
    );
    if (!grant) throw new Error("no active grant");
    const before = await clio.tokenRequests();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => refreshConnection(ctx, { grantId: grant.id, force: true })),
    );
    expect(outcomes.filter((outcome) => outcome.kind === "refreshed")).toHaveLength(1);
    expect(await clio.tokenRequests()).toBe(before + 1);
    const [after] = await ctx.db.query((db) =>
      db.select().from(grants).where(eq(grants.id, grant.id)),
    );
    expect(after?.refreshTokenSealed).toBe(grant.refreshTokenSealed);
    expect(after?.accessTokenSealed).not.toBe(grant.accessTokenSealed);
  });

  it("OC-22 SE-01 has no token or secret in a view, an event or a row in clear", async () => {
    const view = JSON.stringify(await loadConnection(ctx, "firm_1"));
    const rows = JSON.stringify(
      await ctx.db.query(async (db) => [
        await db.select().from(grants),
        await db.query.events.findMany(),
      ]),
    );
    expect(view).not.toMatch(/sealed|v1\.k1/);
    expect(view + rows).not.toContain(keys.secret);
  });

  it("disconnects: overwrites every token and ends the access at Clio", async () => {
    await disconnect(ctx);
    const left = await ctx.db.query((db) => db.select().from(grants));
    expect(left.every((grant) => grant.state === "retired")).toBe(true);
    expect(left.every((grant) => grant.accessTokenSealed === null)).toBe(true);
    expect(left.every((grant) => grant.refreshTokenSealed === null)).toBe(true);
    expect((await loadConnection(ctx, "firm_1")).status).toBe("not_connected");
  });

  it("OC-05 a code is sent once, also when Clio takes it and drops the line; a new trip works", async () => {
    let taken = 0;
    const dropper = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        taken += 1;
        socket.destroy();
      });
    });
    await once(dropper.listen(0, "127.0.0.1"), "listening");
    const { port } = dropper.address() as AddressInfo;
    const { attemptId, location } = await start();
    const parameters = await clio.approve(location);
    const us = `http://127.0.0.1:${port}`;
    const env = { ...ctx.env, clioOrigins: { ...ctx.env.clioOrigins, us } };
    const back = () => completeConnection({ ...ctx, env }, { parameters, browserToken: BROWSER });
    expect((await back()).kind).toBe("ended");
    expect((await back()).kind).toBe("handled_before");
    dropper.close();
    expect(taken).toBe(1);
    expect((await loadAttempt(ctx, attemptId))?.outcome).toBe("clio_unavailable");
    const again = await start();
    expect((await finish(await clio.approve(again.location))).kind).toBe("ended");
    expect((await loadAttempt(ctx, again.attemptId))?.outcome).toBe("connected");
  });

  it("OC-06 a provider that enforces PKCE takes our verifier and no other one", async () => {
    await clio.control("scenario", { pkce: "enforce" }, "PUT");
    const good = await start();
    expect(new URL(good.location).searchParams.get("code_challenge_method")).toBe("S256");
    await finish(await clio.approve(good.location));
    expect((await loadAttempt(ctx, good.attemptId))?.outcome).toBe("connected");
    const bad = await start();
    const verifierSealed = sealVerifier(
      ctx,
      { id: bad.attemptId, firmId: "firm_1" },
      "x".repeat(43),
    );
    await ctx.db.query((db) =>
      db.update(attempts).set({ verifierSealed }).where(eq(attempts.id, bad.attemptId)),
    );
    await finish(await clio.approve(bad.location));
    expect((await loadAttempt(ctx, bad.attemptId))?.outcome).toBe("expired");
    await clio.control("scenario", { pkce: "ignore" }, "PUT");
  });

  it("OC-07 a code from elsewhere is refused, or seen by the account that it opens", async () => {
    const injected = async () => {
      const own = await start();
      const other = await start();
      const parameters = await clio.approve(own.location);
      const foreign = await clio.approve(other.location, { user: clioUsers.chidi });
      parameters.set("code", foreign.get("code") ?? "");
      await finish(parameters);
      return (await loadAttempt(ctx, own.attemptId))?.outcome;
    };
    expect(await injected()).toBe("different_account");
    await clio.control("scenario", { pkce: "enforce" }, "PUT");
    expect(await injected()).toBe("expired");
    const view = await loadConnection(ctx, "firm_1");
    expect(view.identity?.accountName).toBe("Hartley & Moss LLP");
  });

  it("SE-07 keys that are not the database's refuse every verb, change nothing and mail nothing", async () => {
    const [grant] = await ctx.db.query((db) =>
      db.select().from(grants).where(eq(grants.state, "active")),
    );
    const { location } = await start();
    const parameters = await clio.approve(location);
    const before = await contentsOf(ctx.db);
    const asked = await clio.tokenRequests();
    ctx.ring.trouble = "key k1 is another one";
    const keysForm = { region: "us", client_id: keys.key, client_secret: keys.secret } as const;
    const verbs = {
      storeKeys: () => storeKeys(ctx, keysForm),
      start,
      finish: () => finish(parameters),
      checkAgain: () => checkAgain(ctx, { firmId: "firm_1" }),
      refresh: () => refreshConnection(ctx, { grantId: grant?.id ?? "", force: true }),
      confirm: () => confirmAccount(ctx, { grantId: "grnt_any" }),
      disconnect: () => disconnect(ctx),
      mail: () => sendMail(ctx, "mail_any"),
    };
    const codes = Object.entries(verbs).map(async ([name, verb]) => [
      name,
      await verb().then(
        () => "done",
        (thrown: unknown) => toAppError(thrown).code,
      ),
    ]);
    const refusals = Object.keys(verbs).map((name) => [name, "keys_unavailable"]);
    expect(await Promise.all(codes)).toEqual(refusals);
    expect(await contentsOf(ctx.db)).toEqual(before);
    expect(await clio.tokenRequests()).toBe(asked);
    ctx.ring.trouble = null;
    expect((await finish(parameters)).kind).toBe("ended");
    expect(await refreshConnection(ctx, { grantId: grant?.id ?? "", force: true })).toBeTruthy();
  });
});
