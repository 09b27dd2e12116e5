import { afterAll, beforeAll, expect, it } from "vitest";
import { openHouse, type House } from "@/lib/testing/house";
import { openReceiver } from "@/lib/testing/receiver";
import { webhookKinds } from "@/lib/vocabulary";
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

it("a connection that works for the first time is told once, signed", async () => {
  const integrationId = await house.integration();
  const { endpointId, secret } = await createEndpoint(house.staff.admin, {
    name: "Sync service",
    url: receiver.url,
    integrationId,
    kinds: [...webhookKinds],
  });
  const firm = await house.firm({ integration: integrationId });
  await house.connect(firm);
  await sendMessages(house.system, { endpointId });
  const told = receiver.verified(secret.reveal());
  const ids = { firm_id: firm.id, integration_id: integrationId };
  expect(told).toMatchObject([
    {
      type: "connection.needs_attention",
      data: { ...ids, status: "needs_attention", reason: "confirm_account" },
    },
    { type: "connection.working", data: { ...ids, status: "working", reason: "all_proven" } },
  ]);
  await sendMessages(house.system, { endpointId });
  expect(receiver.received).toHaveLength(2);
});
