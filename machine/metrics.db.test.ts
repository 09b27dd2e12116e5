import { afterAll, beforeAll, expect, it } from "vitest";
import { flushNumbers } from "@/lib/metrics/flush-numbers";
import { takePending } from "@/lib/telemetry/numbers";
import { connectedFirms } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { makeTestClient } from "@/lib/testing/token-clients";
import { openDoor, type OpenDoor } from "./testing/open-door";

let house: House;
let door: OpenDoor;
beforeAll(async () => {
  house = await openHouse();
  door = await openDoor(house);
  takePending();
});
afterAll(async () => {
  await door.close();
  await house.close();
});

const metrics = (headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${door.port}/metrics`, { headers });

it("tokens are counted by how they ended, and by nothing that names anybody", async () => {
  const { firms, integrationId } = await connectedFirms(house, { count: 1 });
  const { key, clientId } = await makeTestClient(house.system, { integration: integrationId });
  const connectionId = firms[0]?.connectionId ?? "";
  await door.token(connectionId, key.reveal());
  await door.token("conn_unknown", key.reveal());
  await flushNumbers(house.system.db);
  const response = await metrics();
  const text = await response.text();
  expect(response.headers.get("content-type")).toContain("version=0.0.4");
  expect(text).toContain('anteroom_token_requests_total{outcome="given"} 1');
  expect(text).toContain('anteroom_token_requests_total{outcome="connection_unknown"} 1');
  expect(text).toContain('anteroom_requests_total{door="machine",status="2xx"} 1');
  expect(text).toContain("process_resident_memory_bytes");
  for (const secret of [key.reveal(), clientId, connectionId, firms[0]?.firmId ?? ""]) {
    expect(text).not.toContain(secret);
  }
});

it("who comes through a proxy finds nothing at /metrics", async () => {
  expect((await metrics({ "x-forwarded-for": "203.0.113.9" })).status).toBe(404);
  expect((await metrics({ forwarded: "for=203.0.113.9" })).status).toBe(404);
});
