import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { confirmRegistered } from "@/lib/applications/confirm-registered";
import { loadApplication } from "@/lib/applications/queries";
import { storeKeys } from "@/lib/applications/store-keys";
import { applications, firms } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { answerPlan } from "./answer-plan";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const rowOf = async (firmId: string) => {
  const [row] = await house.system.db.query((db) =>
    db.select().from(firms).where(eq(firms.id, firmId)),
  );
  return row;
};

it("takes a plan and a region, which may change until keys are stored", async () => {
  const firm = await house.firm({ region: "" });
  expect(await codeOf(answerPlan(firm.contact, { plan: "essentials" }))).toBe("invalid_input");
  expect(await codeOf(answerPlan(firm.contact, { plan: "gold", region: "us" }))).toBe(
    "invalid_input",
  );
  expect((await rowOf(firm.id))?.planAnswer).toBeNull();
  await answerPlan(firm.contact, { plan: "not_sure", region: "eu" });
  await answerPlan(firm.second, { plan: "essentials", region: "us" });
  expect(await rowOf(firm.id)).toMatchObject({
    planAnswer: "essentials",
    planAnsweredBy: firm.secondId,
    region: "us",
    regionSetBy: "firm",
  });
  const keys = await house.register();
  const pair = { client_id: keys.key, client_secret: keys.secret };
  await storeKeys(firm.contact, { region: "us", ...pair });
  const moved = { plan: "advanced", region: "eu" } as const;
  expect(await codeOf(answerPlan(firm.contact, moved))).toBe("invalid_input");
  expect(await rowOf(firm.id)).toMatchObject({ planAnswer: "essentials", region: "us" });
  const chosen = await house.historyOf(firm.id, "region.chosen");
  expect(chosen.map(({ data }) => data["region"])).toEqual(["eu", "us"]);
  expect(await house.historyOf(firm.id, "plan.answered")).toHaveLength(2);
});

it("keeps the region of an account that is connected, also where no keys are the firm's", async () => {
  const firm = await house.firm({ region: "" });
  await answerPlan(firm.contact, { plan: "essentials", region: "us" });
  await house.connect(firm);
  // As on the agency's route: the application is not the firm's.
  await house.system.db.query((db) =>
    db.update(applications).set({ firmId: null }).where(eq(applications.firmId, firm.id)),
  );
  const moved = { plan: "advanced", region: "eu" } as const;
  expect(await codeOf(answerPlan(firm.contact, moved))).toBe("invalid_input");
  expect(await rowOf(firm.id)).toMatchObject({ planAnswer: "essentials", region: "us" });
  await answerPlan(firm.contact, { plan: "advanced", region: "us" });
});

it("leaves a region that staff set, and is for the firm's people alone", async () => {
  const firm = await house.firm({ region: "ca" });
  await answerPlan(firm.contact, { plan: "essentials", region: "us" });
  expect(await rowOf(firm.id)).toMatchObject({ region: "ca", regionSetBy: "staff" });
  expect(await codeOf(answerPlan(house.staff.admin, { plan: "essentials" }))).toBe("forbidden");
});

it("an application is registered when the firm says so, and not any more when it says no", async () => {
  const firm = await house.firm();
  const registeredAt = async () => (await loadApplication(firm.contact, firm.id)).registeredAt;
  await confirmRegistered(firm.contact, { done: true });
  expect(await registeredAt()).not.toBeNull();
  await confirmRegistered(firm.second, { done: false });
  expect(await registeredAt()).toBeNull();
  const kinds = (await house.historyOf(firm.id)).map(({ kind }) => kind);
  expect(kinds.slice(-2)).toEqual(["application.registered", "application.not_registered"]);
  const agency = await house.firm({ route: "agency" });
  expect(await codeOf(confirmRegistered(agency.contact, { done: true }))).toBe("not_found");
  expect(await codeOf(confirmRegistered(house.staff.admin, { done: true }))).toBe("forbidden");
});
