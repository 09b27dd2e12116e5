import { afterAll, beforeAll, expect, test } from "vitest";
import { openHouse, type House } from "@/lib/testing/house";
import { listQueue } from "./list-queue";
import { emptyQuery } from "./queue-query";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

test("smoke", async () => {
  const firm = await house.firm();
  const page = await listQueue(house.staff.viewer, { ...emptyQuery });
  console.log(JSON.stringify(page, null, 1));
  await house.connect(firm);
  console.log(
    JSON.stringify(
      (await listQueue(house.staff.viewer, { ...emptyQuery, q: "hart ada@" })).rows,
      null,
      1,
    ),
  );
});
