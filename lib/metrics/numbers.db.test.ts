import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { testContext } from "@/lib/context.testing";
import { openDatabase } from "@/lib/db/client";
import { houseNumbers } from "@/lib/db/schema";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing";
import { count, noteLowest, observe, takePending } from "@/lib/telemetry/numbers";
import { flushNumbers } from "./flush-numbers";
import { measureHouse } from "./measure-house";
import { printNumbers } from "./print-numbers";

let test: TestDatabase;
let ctx: Context;
beforeAll(async () => {
  test = await createTestDatabase();
  ctx = testContext(test.db);
  takePending();
});
afterAll(() => test.close());

const lines = async () => (await printNumbers(ctx.db)).text.split("\n");

it("what processes count is added up, and a histogram is one of Prometheus'", async () => {
  for (const seconds of [0.04, 0.2, 20]) {
    observe(
      "anteroom_clio_call_seconds",
      { region: "us", call: "refresh", outcome: "ok" },
      seconds,
    );
    count("anteroom_refreshes_total", { outcome: "refreshed" });
    await flushNumbers(ctx.db);
  }
  const printed = await lines();
  const labels = 'region="us",call="refresh",outcome="ok"';
  expect(printed).toContain('anteroom_refreshes_total{outcome="refreshed"} 3');
  const bucket = (le: string) => `anteroom_clio_call_seconds_bucket{${labels},le="${le}"}`;
  expect(printed).toContain(`${bucket("0.05")} 1`);
  expect(printed).toContain(`${bucket("0.1")} 1`);
  expect(printed).toContain(`${bucket("0.25")} 2`);
  expect(printed).toContain(`${bucket("15")} 2`);
  expect(printed).toContain(`${bucket("+Inf")} 3`);
  expect(printed).toContain(`anteroom_clio_call_seconds_count{${labels}} 3`);
});

it("of what Clio has left the lowest of the last minute is told", async () => {
  for (const left of [20, 4, 30]) {
    noteLowest("anteroom_clio_limit_left", { region: "eu" }, left);
    await flushNumbers(ctx.db);
  }
  expect(await lines()).toContain('anteroom_clio_limit_left{region="eu"} 4');
  const past = new Date(Date.now() - 90_000);
  await ctx.db.query((db) => db.update(houseNumbers).set({ at: past }));
  noteLowest("anteroom_clio_limit_left", { region: "eu" }, 44);
  await flushNumbers(ctx.db);
  expect(await lines()).toContain('anteroom_clio_limit_left{region="eu"} 44');
  const longAgo = new Date(Date.now() - 300_000);
  await ctx.db.query((db) => db.update(houseNumbers).set({ at: longAgo }));
  expect((await lines()).filter((line) => line.startsWith("anteroom_clio_limit_left"))).toEqual([]);
});

it("what could not be written is written the next time, once", async () => {
  const away = openDatabase({ url: "postgres://nobody@127.0.0.1:9/none", slotWaitMs: 100 });
  count("anteroom_mails_total", { outcome: "sent" }, 2);
  const db = away.scoped({ kind: "system", name: "test" });
  await expect(flushNumbers(db)).rejects.toMatchObject({ code: "unavailable" });
  count("anteroom_mails_total", { outcome: "sent" });
  await flushNumbers(ctx.db);
  await flushNumbers(ctx.db);
  expect(await lines()).toContain('anteroom_mails_total{outcome="sent"} 3');
  const without = await printNumbers(db);
  expect(without.text).toContain("anteroom_database_up 0");
  expect(without.text).toContain("process_resident_memory_bytes");
  await away.close();
});

it("two processes that write at once lose nothing", async () => {
  const writes = Array.from({ length: 20 }, async () => {
    count("anteroom_jobs_total", { kind: "mail", outcome: "done" });
    count("anteroom_jobs_total", { kind: "sweep", outcome: "done" });
    await flushNumbers(ctx.db);
  });
  await Promise.all(writes);
  expect(await lines()).toContain('anteroom_jobs_total{kind="mail",outcome="done"} 20');
});

it("how the house is stands there after a worker has measured it, with every status", async () => {
  await measureHouse(ctx);
  await measureHouse(ctx);
  const printed = await lines();
  expect(printed).toContain("anteroom_database_up 1");
  expect(printed).toContain('anteroom_connections{status="working"} 0');
  expect(printed).toContain("anteroom_queue_jobs 0");
  expect(printed).toContain("anteroom_quarantine 0");
  const at = printed.find((line) => line.startsWith("anteroom_measured_at_seconds "));
  expect(Math.abs(Number(at?.split(" ")[1]) - Date.now() / 1000)).toBeLessThan(3600);
});
