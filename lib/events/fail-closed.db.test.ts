import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { disconnect } from "@/lib/connection/disconnect";
import { loadConnection } from "@/lib/connection/queries";
import { refreshConnection } from "@/lib/connection/refresh-connection";
import { contentsOf } from "@/lib/db/testing";
import { grants } from "@/lib/db/schema";
import { answerPlan } from "@/lib/plan/answer-plan";
import { openHouse, type House } from "@/lib/testing/house";

let house: House;
let firm: Awaited<ReturnType<House["firm"]>>;
beforeAll(async () => {
  house = await openHouse();
  firm = await house.firm();
  await house.connect(firm);
  // Plans are filled in when they are first asked for.
  await answerPlan(firm.contact, { plan: "advanced", region: "us" });
});
afterAll(() => house.close());

const run = (statement: ReturnType<typeof sql>) => house.owner.query((db) => db.execute(statement));

it("R-29 what cannot be written into the history is not done; without a fault it is", async () => {
  const [grant] = await house.system.db.query((db) => db.select().from(grants));
  const verbs = {
    plan: () => answerPlan(firm.contact, { plan: "essentials", region: "us" }),
    refresh: () => refreshConnection(house.system, { grantId: grant?.id ?? "", force: true }),
    disconnect: () => disconnect(firm.contact),
  };
  await run(sql`create function refuse_events() returns trigger language plpgsql as
    $$ begin raise exception 'the audit sink is down'; end $$`);
  await run(
    sql`create trigger sink_down before insert on events for each row execute function refuse_events()`,
  );
  // The lease of a refresh is taken and given back: what it guards stays.
  const leaveOut = { grants: ["fence"], sessions: ["seen_at"] };
  const before = await contentsOf(house.system.db, leaveOut);
  for (const verb of Object.values(verbs)) {
    await expect(verb()).rejects.toThrow(/audit sink|insert into "events"/);
  }
  expect(await contentsOf(house.system.db, leaveOut)).toEqual(before);
  await run(sql`drop trigger sink_down on events`);
  for (const verb of Object.values(verbs)) await verb();
  expect((await loadConnection(house.system, firm.id)).status).toBe("not_connected");
});
