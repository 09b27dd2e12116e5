import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkPermissions } from "@/lib/connection/check-permissions";
import { disconnect } from "@/lib/connection/disconnect";
import { recomputeStatus } from "@/lib/connection/recompute-status";
import { grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { goLive } from "@/lib/onboarding/go-live";
import { openHouse, type House } from "@/lib/testing/house";
import { openReceiver } from "@/lib/testing/receiver";
import { webhookKinds, type Resource } from "@/lib/vocabulary";
import { createEndpoint } from "./create-endpoint";
import { sendMessages } from "./send-messages";

type Receiver = Awaited<ReturnType<typeof openReceiver>>;
let house: House;
let receiver: Receiver;
beforeAll(async () => {
  house = await openHouse({ WEBHOOKS_ALLOW_PRIVATE: "on" });
  receiver = await openReceiver();
});
afterAll(async () => {
  await house.close();
  await receiver.close();
});

const RESOURCES: readonly Resource[] = ["users", "contacts"];
const endpoint = (integrationId: string | null) =>
  createEndpoint(house.staff.admin, {
    name: "Sync service",
    url: receiver.url,
    integrationId,
    kinds: [...webhookKinds],
  });

async function grantOf(firmId: string): Promise<string> {
  const [grant] = await house.system.db.query((db) =>
    db
      .select({ id: grants.id })
      .from(grants)
      .where(and(eq(grants.firmId, firmId), eq(grants.state, "active"))),
  );
  return grant?.id ?? "";
}

it("a connection's life is told, each thing once, and nothing of who the firm is", async () => {
  const integrationId = await house.integration(RESOURCES);
  const { endpointId, secret } = await endpoint(integrationId);
  // Of other integrations it hears nothing.
  const { endpointId: foreign } = await endpoint(await house.integration());
  const { user } = await house.account("Hartley & Moss LLP");
  const firm = await house.firm({ integration: integrationId });
  const told: string[] = [];
  /** What has been told since the last look. */
  const heard = async () => {
    await sendMessages(house.system, { endpointId });
    const all = receiver.verified(secret.reveal()).map(({ type }) => type);
    return all.slice(told.length).map((type) => (told.push(type), type));
  };

  await house.connect(firm, await house.register(RESOURCES), { user });
  expect(await heard()).toEqual(["connection.needs_attention", "connection.working"]);

  const check = async () => {
    const grantId = await grantOf(firm.id);
    await checkPermissions(house.system, { grantId, trigger: "daily" });
  };
  await house.control(`users/${user}`, { rights: ["users"] }, "PUT");
  await check();
  await check();
  expect(await heard()).toEqual(["connection.needs_attention"]);
  // Clio does not answer meanwhile: nobody is told of that, nor that it is as it was.
  await house.spoil({ region: "us", path: "/api", how: { kind: "status", status: 503 } });
  await check();
  await house.heal();
  await check();
  expect(await heard()).toEqual([]);
  await house.control(`users/${user}`, { rights: null }, "PUT");
  await check();
  await check();
  expect(await heard()).toEqual(["connection.recovered"]);

  await goLive(house.system, { firmId: firm.id, cause: "by_itself" });
  await goLive(house.system, { firmId: firm.id, cause: "by_itself" });
  expect(await heard()).toEqual(["firm.live"]);

  await house.system.db.transaction(async (tx) => {
    await tx
      .update(grants)
      .set({ endedAt: new Date(), endedReason: "revoked" })
      .where(eq(grants.firmId, firm.id));
    await recomputeStatus(tx, house.system, firm.id, new Date());
    await recomputeStatus(tx, house.system, firm.id, new Date());
  });
  expect(await heard()).toEqual(["connection.access_ended"]);
  await house.trip(firm.contact, { user });
  await check();
  expect(await heard()).toEqual(["connection.reauthorized", "connection.recovered"]);

  await disconnect(firm.contact);
  expect(await heard()).toEqual(["connection.disconnected"]);
  await house.trip(firm.contact, { user });
  await check();
  expect(await heard()).toEqual(["connection.working"]);

  await sendMessages(house.system, { endpointId: foreign });
  expect(receiver.received).toHaveLength(told.length);
  const messages = receiver.verified(secret.reveal());
  expect(new Set(messages.map(({ id }) => id)).size).toBe(told.length);
  for (const { data } of messages) {
    expect(data).toMatchObject({ firm_id: firm.id, integration_id: integrationId });
  }
  expect(messages.find(({ type }) => type === "firm.live")?.data).toMatchObject({
    cause: "by_itself",
    until: null,
  });
  const texts = receiver.received.map(({ body }) => body).join("\n");
  for (const name of ["Hartley", "Ada", "hartleymoss", "Moss", "@", "whsec_"]) {
    expect(texts).not.toContain(name);
  }
});

it("what is rolled back is told to nobody", async () => {
  const firm = await house.firm();
  const { endpointId } = await endpoint(null);
  const before = receiver.received.length;
  await house.system.db
    .transaction(async (tx) => {
      await recomputeStatus(tx, house.system, firm.id, new Date());
      await tx.execute(sql`update firms set live_at = now() where id = ${firm.id}`);
      await recordEvent(tx, house.system, { kind: "firm.live", firmId: firm.id, data: {} });
      throw new Error("changed its mind");
    })
    .catch(() => {});
  await sendMessages(house.system, { endpointId });
  expect(receiver.received).toHaveLength(before);
});
