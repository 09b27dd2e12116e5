import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { events, people } from "@/lib/db/schema";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { addStaff } from "./add-staff";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const input = { email: " Cora@Acucoders.TEST ", name: "Cora Vane", role: "operator" as const };
const personOf = (email: string) =>
  house.system.db.query((db) => db.select().from(people).where(eq(people.email, email)));

it("adds somebody once, whoever asks at the same time, with one event", async () => {
  const both = await Promise.all([addStaff(house.system, input), addStaff(house.system, input)]);
  expect(both.toSorted()).toEqual(["added", "there_already"]);
  const [person] = await personOf("cora@acucoders.test");
  expect(person).toMatchObject({ kind: "staff", staffRole: "operator", name: "Cora Vane" });
  const told = await house.system.db.query((db) =>
    db.select().from(events).where(eq(events.kind, "staff.added")).orderBy(asc(events.seq)),
  );
  expect(told.map(({ data }) => data)).toEqual([
    { person: person?.id, email: "cora@acucoders.test", role: "operator" },
  ]);
});

it("changes nobody who is there: no role, no disabled person, no member of a firm", async () => {
  const firm = await house.firm();
  expect(await codeOf(addStaff(house.system, { ...input, role: "admin" }))).toBe("conflict");
  await house.system.db.query((db) =>
    db.update(people).set({ disabledAt: new Date() }).where(eq(people.name, "Cora Vane")),
  );
  expect(await codeOf(addStaff(house.system, input))).toBe("conflict");
  const email = `ada@${firm.domain}`;
  expect(await codeOf(addStaff(house.system, { ...input, email }))).toBe("invalid_input");
  expect((await personOf(email))[0]).toMatchObject({ kind: "firm", staffRole: null });
  for (const wrong of [{ email: "a@b.test,c@d.test" }, { name: " " }]) {
    expect(await codeOf(addStaff(house.system, { ...input, ...wrong }))).toBe("invalid_input");
  }
  expect(await codeOf(addStaff(house.staff.admin, input))).toBe("forbidden");
});
