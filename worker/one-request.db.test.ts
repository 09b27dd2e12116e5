import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { events } from "@/lib/db/schema";
import { createLogger } from "@/lib/logger";
import { onTrail } from "@/lib/telemetry/trail";
import { connectedFirms, makeDue } from "@/lib/testing/connected-firms";
import { openHouse, type House } from "@/lib/testing/house";
import { startWorker, type Worker } from "./start-worker";

type Line = { msg: string; requestId?: string; job?: string; call?: string };

let house: House;
let worker: Worker | undefined;
const lines: Line[] = [];
const log = createLogger("worker", "info", {
  write: (text) => void lines.push(JSON.parse(text) as Line),
});

beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await worker?.stop();
  await house.close();
});

// web/front.test.ts holds the beginning: what the front's own line says is what a handler finds.
it("one id leads from a request through its job to the call of Clio, and is not sent there", async () => {
  const { firms } = await connectedFirms(house, { count: 1 });
  await makeDue(house, firms);
  await house.control("requests", undefined, "DELETE");
  const { system } = house;
  const grantId = firms[0]?.grantId ?? "";
  await onTrail({ requestId: "req_of_the_request", log, span: null }, () =>
    system.db.transaction((tx) =>
      system.jobs.send(tx, "refresh", [{ data: { grantId }, key: grantId, region: "us" }]),
    ),
  );
  worker = await startWorker({ ...system.env, DATABASE_URL: house.url }, log);
  const called = () => lines.find((line) => line.call === "refresh");
  await expect.poll(called, { timeout: 30_000 }).toBeDefined();
  expect(called()).toMatchObject({ msg: "Clio was called", requestId: "req_of_the_request" });
  expect(called()?.job).toMatch(/^[0-9a-f-]{36}$/);
  const told = () =>
    system.db.query((db) =>
      db
        .select({ requestId: events.requestId })
        .from(events)
        .where(eq(events.kind, "connection.refreshed")),
    );
  await expect.poll(told, { timeout: 30_000 }).toEqual([{ requestId: "req_of_the_request" }]);
  const sent = JSON.stringify(await house.control("requests"));
  expect(sent).toContain("/oauth/token");
  expect(sent).not.toContain("req_of_the_request");
});
