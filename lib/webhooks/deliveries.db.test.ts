import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Context } from "@/lib/context";
import { webhookDeliveries, webhookEndpoints, webhookSecrets, webhookTries } from "@/lib/db/schema";
import { listHistory } from "@/lib/events/queries";
import { recordEvent } from "@/lib/events/record-event";
import { lane, runJobs, type Jobs } from "@/lib/jobs/run-jobs";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { openReceiver } from "@/lib/testing/receiver";
import { webhookKinds } from "@/lib/vocabulary";
import { createEndpoint } from "./create-endpoint";
import { endOldSecrets } from "./end-old-secrets";
import { forgetMessages } from "./forget-messages";
import { makeSecret } from "./make-secret";
import { pauseEndpoint } from "./pause-endpoint";
import { listDeliveries, listEndpoints, loadEndpoint } from "./queries";
import { queueWebhooks } from "./queue-webhooks";
import { removeEndpoint } from "./remove-endpoint";
import { resendMessage } from "./resend-message";
import { MOST_TRIES, RETRY_AFTER_MS } from "./retry-rules";
import { sendMessages } from "./send-messages";
import { sendTest } from "./send-test";

type Receiver = Awaited<ReturnType<typeof openReceiver>>;
let house: House;
let receiver: Receiver;
let firmId: string;
let endpointId: string;
let secret: string;
beforeAll(async () => {
  house = await openHouse({ WEBHOOKS_ALLOW_PRIVATE: "on" });
  firmId = (await house.firm()).id;
});
beforeEach(async () => {
  receiver = await openReceiver();
  const made = await endpoint(receiver);
  endpointId = made.endpointId;
  secret = made.secret.reveal();
});
afterEach(async () => {
  await receiver.close();
  // What is queued for it would be told to the next test's, too.
  await house.system.db.query((db) => db.update(webhookEndpoints).set({ removedAt: sql`now()` }));
});
afterAll(() => house.close());

const endpoint = ({ url }: Receiver) =>
  createEndpoint(house.staff.admin, {
    name: "Sync service",
    url,
    integrationId: null,
    kinds: [...webhookKinds],
  });

/** So many things happen that are told. */
const happen = (times = 1) =>
  house.system.db.transaction(async (tx) => {
    for (let time = 0; time < times; time += 1) {
      const data = { replaced: true };
      await recordEvent(tx, house.system, { kind: "connection.connected", firmId, data });
    }
  });
const send = (id = endpointId) => sendMessages(house.system, { endpointId: id });
const deliveries = (id = endpointId) =>
  house.system.db.query((db) =>
    db
      .select({
        id: webhookDeliveries.id,
        state: webhookDeliveries.state,
        tries: webhookDeliveries.tries,
        waitMs: sql<
          number | null
        >`(extract(epoch from ${webhookDeliveries.nextTryAt} - now()) * 1000)::float`,
      })
      .from(webhookDeliveries)
      .where(eq(webhookDeliveries.endpointId, id))
      .orderBy(asc(webhookDeliveries.createdAt)),
  );
/** As many turns as it takes: how much is sent in one depends on the machine. */
async function sendAll(turn: () => Promise<unknown> = send): Promise<void> {
  do await turn();
  while ((await deliveries()).some(({ state }) => state === "waiting"));
}
const tries = () =>
  house.system.db.query((db) =>
    db
      .select({ status: webhookTries.status, failure: webhookTries.failure })
      .from(webhookTries)
      .innerJoin(webhookDeliveries, eq(webhookDeliveries.id, webhookTries.deliveryId))
      .where(eq(webhookDeliveries.endpointId, endpointId))
      .orderBy(asc(webhookTries.at)),
  );
/** As if what waits had become due. */
const makeDue = () =>
  house.system.db.query((db) =>
    db
      .update(webhookDeliveries)
      .set({ nextTryAt: sql`now()` })
      .where(
        and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.state, "waiting")),
      ),
  );
/** Fails a delivery so often, the last time included. */
async function failAll(): Promise<void> {
  for (let time = 0; time < MOST_TRIES; time += 1) {
    await makeDue();
    await send();
  }
}
const notices = async () =>
  (await house.mailsOf(null, "staff_notice")).filter(({ text }) => text.includes(endpointId));
const history = async () => {
  const { events } = await listHistory(house.staff.viewer, { group: "services" });
  return events.filter(({ data }) => data.endpoint === endpointId).map(({ kind }) => kind);
};

/** Another process: a copy of the code that knows nothing of what this one does. */
async function otherProcess(): Promise<typeof sendMessages> {
  vi.resetModules();
  return (await import("./send-messages")).sendMessages;
}

it("each message arrives once, also with two processes at it", async () => {
  const other = await otherProcess();
  await happen(40);
  await sendAll(() => Promise.all([send(), other(house.system, { endpointId }), send()]));
  const ids = receiver.verified(secret).map(({ id }) => id);
  expect(ids).toHaveLength(40);
  expect(new Set(ids).size).toBe(40);
  expect(
    (await deliveries()).every(({ state, tries: count }) => state === "delivered" && count === 1),
  ).toBe(true);
});

it("what was refused is tried again by its row, with the same id and text and a signature of its own time", async () => {
  receiver.answerWith(500);
  await happen();
  await send();
  await send();
  expect(receiver.received).toHaveLength(1);
  const [waiting] = await deliveries();
  expect(waiting).toMatchObject({ state: "waiting", tries: 1 });
  expect(waiting?.waitMs).toBeLessThanOrEqual(RETRY_AFTER_MS[0] * 1.1);
  receiver.answerWith(204);
  await makeDue();
  await send();
  expect((await deliveries())[0]).toMatchObject({ state: "delivered", tries: 2, waitMs: null });
  expect(await tries()).toEqual([
    { status: 500, failure: null },
    { status: 204, failure: null },
  ]);
  const [first, second] = receiver.received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
  expect(receiver.verified(secret)).toHaveLength(2);
});

it("429 and 503 may ask for more time, and every other answer waits as the schedule says", async () => {
  receiver.answerWith((response) => response.writeHead(429, { "retry-after": "900" }).end());
  await happen();
  await send();
  const [asked] = await deliveries();
  expect(asked?.waitMs).toBeGreaterThan(800_000);
  expect(asked?.waitMs).toBeLessThanOrEqual(990_000);
});

it("after the last try it has failed; nothing having arrived, the endpoint is switched off and staff told once", async () => {
  receiver.answerWith(503);
  await happen(2);
  await failAll();
  expect((await deliveries()).map(({ state }) => state)).toEqual(["failed", "failed"]);
  expect(receiver.received).toHaveLength(2 * MOST_TRIES);
  expect(await loadEndpoint(house.staff.viewer, endpointId)).toMatchObject({
    state: "unreachable",
  });
  expect(await notices()).toHaveLength(2);
  expect(await history()).toEqual(["webhook.disabled", "webhook.created"]);

  // What happens meanwhile waits, and goes out when staff switch it on again.
  receiver.answerWith(204);
  receiver.received.length = 0;
  await happen();
  await send();
  expect(receiver.received).toEqual([]);
  await pauseEndpoint(house.staff.operator, { endpointId, isPaused: false });
  await send();
  expect(receiver.received).toHaveLength(1);
  expect(await history()).toEqual(["webhook.changed", "webhook.disabled", "webhook.created"]);
});

it("one message that is refused for days switches nothing off while others arrive, and staff are told once a day", async () => {
  await happen();
  await send();
  receiver.answerWith(400);
  await happen(2);
  await failAll();
  expect((await deliveries()).map(({ state }) => state).toSorted()).toEqual([
    "delivered",
    "failed",
    "failed",
  ]);
  expect(await loadEndpoint(house.staff.viewer, endpointId)).toMatchObject({ state: "on" });
  expect(await notices()).toHaveLength(2);
});

it("410 switches the endpoint off at once", async () => {
  receiver.answerWith(410);
  await happen();
  await send();
  expect(await deliveries()).toMatchObject([{ state: "failed", tries: 1 }]);
  await happen();
  await send();
  expect(receiver.received).toHaveLength(1);
  expect(await loadEndpoint(house.staff.viewer, endpointId)).toMatchObject({ state: "gone" });
  const [notice] = await notices();
  expect(notice?.text).toContain("gone for good (410)");
});

it("what a process that died has claimed is taken up by another, and the dead one's answer changes nothing", async () => {
  let answerLate = () => {};
  const isAsked = new Promise<void>((resolve) =>
    receiver.answerWith((response) => {
      answerLate = () => void response.writeHead(500).end();
      resolve();
    }),
  );
  await happen();
  const dying = send();
  await isAsked;
  // Claimed: due to nobody else until the claim is too old.
  const other = await otherProcess();
  await other(house.system, { endpointId });
  expect(receiver.received).toHaveLength(1);
  receiver.answerWith(204);
  await makeDue();
  await other(house.system, { endpointId });
  expect(await deliveries()).toMatchObject([{ state: "delivered", tries: 2 }]);
  answerLate();
  await dying;
  expect(await deliveries()).toMatchObject([{ state: "delivered", tries: 2 }]);
  expect(await tries()).toEqual([
    { status: 204, failure: null },
    { status: 500, failure: null },
  ]);
});

it("a receiver that hangs holds five messages at once and keeps no other receiver waiting; a worker does all of it by itself", async () => {
  const open: (() => void)[] = [];
  receiver.answerWith((response) => void open.push(() => response.writeHead(204).end()));
  const living = await openReceiver();
  const { secret: livingSecret } = await endpoint(living);
  const { log } = house.system;
  const webhooks = lane({
    kind: "webhook",
    region: null,
    atOnce: 6,
    batch: 2,
    run: (job) => sendMessages(house.system, job),
  });
  const jobs: Jobs = await runJobs({ url: house.url, name: "test", lanes: [webhooks], log });
  try {
    await happen(12);
    await expect.poll(() => living.received.length, { timeout: 30_000 }).toBe(12);
    await expect.poll(() => open.length, { timeout: 30_000 }).toBe(5);
    expect(living.verified(livingSecret.reveal())).toHaveLength(12);
    receiver.answerWith(204);
    for (const answer of open) answer();
    // Those that were left have another turn, by the sweep that a worker queues.
    await queueWebhooks(house.system);
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(12);
  } finally {
    await jobs.stop();
    await living.close();
  }
});

it("a paused endpoint keeps its messages waiting", async () => {
  await pauseEndpoint(house.staff.operator, { endpointId, isPaused: true });
  await pauseEndpoint(house.staff.operator, { endpointId, isPaused: true });
  await happen(3);
  await send();
  expect(receiver.received).toEqual([]);
  expect(await listEndpoints(house.staff.viewer)).toMatchObject([{ state: "paused", waiting: 3 }]);
  await pauseEndpoint(house.staff.operator, { endpointId, isPaused: false });
  await send();
  expect(receiver.received).toHaveLength(3);
  expect(await history()).toEqual(["webhook.changed", "webhook.changed", "webhook.created"]);
});

it("a message that is sent again has its id, and all tries before it", async () => {
  await happen();
  await send();
  const deliveryId = (await deliveries())[0]?.id ?? "";
  await resendMessage(house.staff.operator, { endpointId, deliveryId });
  expect(await deliveries()).toMatchObject([{ state: "waiting", tries: 0 }]);
  await send();
  expect(await deliveries()).toMatchObject([{ state: "delivered", tries: 1 }]);
  expect(await tries()).toHaveLength(2);
  const [first, second] = receiver.verified(secret);
  expect(second).toEqual(first);
  expect(await history()).toEqual(["webhook.resent", "webhook.created"]);
  const { endpointId: other } = await endpoint(receiver);
  for (const wrong of [
    { endpointId: other, deliveryId },
    { endpointId, deliveryId: "wd_0" },
    { endpointId: "we_0", deliveryId },
  ]) {
    expect(await codeOf(resendMessage(house.staff.operator, wrong))).toBe("not_found");
  }
});

it("several secrets sign while it changes, and an old one ends when it was said, or at once", async () => {
  const next = (await makeSecret(house.staff.admin, { endpointId, oldEnds: "day" })).reveal();
  expect(next).toMatch(/^whsec_[\w+/]{43}=$/);
  await happen();
  await send();
  expect(receiver.verified(secret)).toHaveLength(1);
  expect(receiver.verified(next)).toHaveLength(1);
  const view = await loadEndpoint(house.staff.viewer, endpointId);
  expect(view?.secrets.map(({ expiresAt }) => expiresAt !== null)).toEqual([false, true]);
  expect(JSON.stringify(view)).not.toMatch(/whsec_|sealed/i);

  await endOldSecrets(house.staff.admin, { endpointId });
  receiver.received.length = 0;
  await happen();
  await send();
  expect(() => receiver.verified(secret)).toThrow("No matching signature");
  expect(receiver.verified(next)).toHaveLength(1);

  // One that leaked ends with the new one.
  const last = (await makeSecret(house.staff.admin, { endpointId, oldEnds: "now" })).reveal();
  receiver.received.length = 0;
  await happen();
  await send();
  expect(() => receiver.verified(next)).toThrow("No matching signature");
  expect(receiver.verified(last)).toHaveLength(1);
  for (let more = 0; more < 4; more += 1) {
    await makeSecret(house.staff.admin, { endpointId, oldEnds: "week" });
  }
  const tooMany = makeSecret(house.staff.admin, { endpointId, oldEnds: "week" });
  expect(await codeOf(tooMany)).toBe("conflict");
});

it("a test message says what the receiver answers, and leaves nothing behind", async () => {
  const answer = (status: number) => {
    receiver.answerWith(status);
    return sendTest(house.staff.operator, { endpointId });
  };
  expect(await answer(204)).toMatchObject({ status: 204 });
  await pauseEndpoint(house.staff.operator, { endpointId, isPaused: true });
  expect(await answer(500)).toMatchObject({ status: 500 });
  expect(receiver.verified(secret)).toMatchObject([
    { type: "webhook.test", data: { endpoint_id: endpointId } },
    { type: "webhook.test" },
  ]);
  expect(await deliveries()).toEqual([]);
});

it("a removed endpoint is sent nothing more, and its secrets are gone", async () => {
  receiver.answerWith(500);
  await happen();
  await send();
  await removeEndpoint(house.staff.admin, { endpointId });
  await makeDue();
  await send();
  await happen();
  expect(receiver.received).toHaveLength(1);
  expect(await deliveries()).toMatchObject([{ state: "failed" }]);
  const left = await house.system.db.query((db) =>
    db.select().from(webhookSecrets).where(eq(webhookSecrets.endpointId, endpointId)),
  );
  expect(left).toEqual([]);
  expect(await listEndpoints(house.staff.viewer)).toEqual([]);
  expect(await loadEndpoint(house.staff.viewer, endpointId)).toMatchObject({ state: "removed" });
  for (const verb of [
    () => pauseEndpoint(house.staff.operator, { endpointId, isPaused: true }),
    () => makeSecret(house.staff.admin, { endpointId, oldEnds: "now" }),
    () => sendTest(house.staff.operator, { endpointId }),
    () => removeEndpoint(house.staff.admin, { endpointId }),
  ]) {
    expect(await codeOf(verb())).toBe("not_found");
  }
});

it("nothing goes into a private network, at creation or later", async () => {
  const env = { ...house.system.env, WEBHOOKS_ALLOW_PRIVATE: "off" as const };
  const closed = (ctx: Context): Context => ({ ...ctx, env });
  const urls = [receiver.url, receiver.url.replace("http:", "https:"), "https://localhost:1/"];
  for (const url of urls) {
    const input = { name: "Inside", url, integrationId: null, kinds: [...webhookKinds] };
    expect(await codeOf(createEndpoint(closed(house.staff.admin), input))).toBe("invalid_input");
  }
  await happen();
  await sendMessages(closed(house.system), { endpointId });
  expect(receiver.received).toEqual([]);
  expect(await tries()).toEqual([{ status: null, failure: "private_address" }]);
  expect(await deliveries()).toMatchObject([{ state: "waiting", tries: 1 }]);
  const test = await sendTest(closed(house.staff.operator), { endpointId });
  expect(test).toMatchObject({ failure: "private_address" });
});

it("who may do what, and who must give the second factor again", async () => {
  const { viewer, operator, admin } = house.staff;
  const input = { name: "One", url: receiver.url, integrationId: null, kinds: [...webhookKinds] };
  const ofAdmin = [
    (ctx: Context) => createEndpoint(ctx, input),
    (ctx: Context) => makeSecret(ctx, { endpointId, oldEnds: "day" }),
    (ctx: Context) => endOldSecrets(ctx, { endpointId }),
    (ctx: Context) => removeEndpoint(ctx, { endpointId }),
  ];
  const ofOperator = [
    (ctx: Context) => pauseEndpoint(ctx, { endpointId, isPaused: true }),
    (ctx: Context) => resendMessage(ctx, { endpointId, deliveryId: "wd_0" }),
    (ctx: Context) => sendTest(ctx, { endpointId }),
  ];
  for (const verb of [...ofAdmin, ...ofOperator]) {
    expect(await codeOf(verb(viewer))).toBe("forbidden");
    expect(await codeOf(verb(house.system))).toBe("forbidden");
  }
  const far = { ...admin, env: { ...admin.env, PORTAL_URL: "https://portal.example.test" } };
  for (const verb of ofAdmin) {
    expect(await codeOf(verb(operator))).toBe("forbidden");
    expect(await codeOf(verb(far))).toBe("step_up_needed");
  }
  for (const wrong of [
    { ...input, kinds: [] },
    { ...input, integrationId: "intg_0" },
    { ...input, url: "ftp://a.example/" },
    { ...input, url: "https://nowhere.invalid/" },
  ]) {
    expect(await codeOf(createEndpoint(admin, wrong))).toBe("invalid_input");
  }
  expect(await history()).toEqual(["webhook.created"]);
});

it("the log pages through what was sent, by its state, and forgets it after thirty days", async () => {
  await happen(30);
  await house.system.db.query((db) =>
    db
      .update(webhookDeliveries)
      .set({ createdAt: sql`now() + random() * interval '1 second'` })
      .where(eq(webhookDeliveries.endpointId, endpointId)),
  );
  const page = (more: object = {}) => listDeliveries(house.staff.viewer, { endpointId, ...more });
  const first = await page();
  expect(first.deliveries).toHaveLength(25);
  const second = await page({ before: first.next });
  expect(second).toMatchObject({ next: null });
  expect(second.deliveries).toHaveLength(5);
  const all = [...first.deliveries, ...second.deliveries];
  expect(new Set(all.map(({ id }) => id)).size).toBe(30);
  expect(all.map(({ createdAt }) => createdAt)).toEqual(
    all.map(({ createdAt }) => createdAt).toSorted((one, other) => Number(other) - Number(one)),
  );
  await sendAll();
  expect((await page({ state: "waiting" })).deliveries).toEqual([]);
  const [one] = (await page({ state: "delivered" })).deliveries;
  expect(one).toMatchObject({ kind: "connection.reauthorized", firm: { id: firmId } });
  expect(one?.tries).toMatchObject([{ status: 204, failure: null }]);

  const age = (days: number) =>
    house.system.db.query((db) =>
      db.execute(sql`update webhook_messages set at = at - make_interval(days => ${days})`),
    );
  await age(29);
  await forgetMessages(house.system);
  expect(await deliveries()).toHaveLength(30);
  await house.system.db.transaction(async (tx) => {
    const data = { from: "checking", to: "working", reason: "all_proven" };
    await tx.execute(
      sql`update connections set status = 'working', status_reason = 'all_proven', worked_at = now()`,
    );
    await recordEvent(tx, house.system, { kind: "connection.status_changed", firmId, data });
  });
  await age(31);
  await forgetMessages(house.system);
  await forgetMessages(house.system);
  expect(await deliveries()).toEqual([]);
  // What was said last of the connection is known on: it is not said again.
  const left = await house.system.db.query((db) =>
    db.execute<{ kind: string }>(sql`select kind from webhook_messages`),
  );
  expect([...left]).toEqual([{ kind: "connection.working" }]);
});
