import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Context } from "@/lib/context";
import { firms, imports } from "@/lib/db/schema";
import { forgetOld } from "@/lib/identity/forget-old";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { loadImport, runImport, runImportInput, startImport } from "./import-firms";

let house: House;
let operator: Context;
beforeAll(async () => {
  house = await openHouse();
  operator = house.staff.operator;
  await house.firm({ name: "There Already LLP" });
});
afterAll(() => house.close());

const HEAD = "name;integration;contact_name;contact_email;route;region;owner_email;tags";
const INTEGRATION = "clio and hubspot contacts";
const line = (name: string, email: string, ...more: string[]) =>
  [name, INTEGRATION, "Ada Moss", email, ...more].join(";");
const firmsCalled = (name: string) =>
  house.system.db.query((db) => db.select().from(firms).where(eq(firms.name, name)));

it("looks at a file and makes nothing; run twice at once, it makes each firm once", async () => {
  const csv = [
    HEAD,
    line(
      "One & Sons",
      "one@one.test",
      "firm_private",
      "eu",
      "operator@acucoders.test",
      "vip|Old Ones",
    ),
    line("Two LLP", "two@two.test"),
    line("two llp", "again@two.test"),
    line("Three", "not an address", "mars", "moon", "nobody@acucoders.test"),
    line("There already LLP", "x@y.test", "agency", "us"),
    line("Of Staff", "operator@acucoders.test"),
  ].join("\r\n");
  expect(await codeOf(startImport(house.staff.viewer, { csv }))).toBe("forbidden");
  const { importId } = await startImport(operator, { csv });
  expect(await firmsCalled("Two LLP")).toEqual([]);
  const looked = await loadImport(house.staff.viewer, importId);
  expect(looked).toMatchObject({ toMake: 2, made: 0, finishedAt: null });
  expect(looked.rows.map(({ problems }) => Object.keys(problems).toSorted())).toEqual([
    [],
    [],
    ["row"],
    ["contact_email", "owner_email", "region", "route"],
    [],
    ["contact_email"],
  ]);
  expect(looked.rows[4]).toMatchObject({ firmId: expect.any(String) as string });
  const run = { importId, invitations: "hold" } as const;
  expect(await codeOf(runImport(house.staff.viewer, run))).toBe("forbidden");
  expect(await codeOf(runImport(operator, { ...run, importId: "imp_none" }))).toBe("not_found");
  expect(runImportInput.safeParse({ invitations: "" }).success).toBe(false);
  const counts = await Promise.all([runImport(operator, run), runImport(operator, run)]);
  expect(counts.reduce((sum, { made }) => sum + made, 0)).toBe(2);
  expect(await runImport(operator, run)).toEqual({ made: 0 });
  const [one] = await firmsCalled("One & Sons");
  expect(one).toMatchObject({ route: "firm_private", region: "eu", tags: ["old ones", "vip"] });
  expect(one?.ownerId).toBe(operator.actor.kind === "staff" ? operator.actor.personId : "");
  expect(await firmsCalled("Two LLP")).toHaveLength(1);
  expect(await house.mailsOf(one?.id ?? "", "invite")).toEqual([]);
  expect(await loadImport(operator, importId)).toMatchObject({ toMake: 0, made: 2 });
});

it("a row that fails says why and stops no other; invitations go out when they are wanted", async () => {
  const csv = [HEAD, line("Doomed", "doomed@doomed.test"), line("Lucky", "lucky@lucky.test")].join(
    "\n",
  );
  const { importId } = await startImport(operator, { csv });
  // Somebody of staff gets that address before the firms are made.
  await house.system.db.query((db) =>
    db.execute(sql`insert into people (id, kind, staff_role, email, name)
      values ('person_new', 'staff', 'viewer', 'doomed@doomed.test', 'New')`),
  );
  expect(await runImport(operator, { importId, invitations: "send" })).toEqual({ made: 1 });
  const { rows } = await loadImport(operator, importId);
  expect(rows[0]).toMatchObject({
    firmId: null,
    outcome: "This address belongs to staff. A firm’s people need another one.",
  });
  expect(await house.mailsOf(rows[1]?.firmId ?? "", "invite")).toHaveLength(1);
});

it.each([
  ["", "The file is empty."],
  ["name,colour\nX,red", "The first line names the columns. “colour” is none of them."],
  ["name,name\nX,Y", "The column “name” stands twice."],
  ["name\nX", "Columns are missing: integration, contact_name, contact_email."],
  [HEAD, "There is no firm below the first line."],
  [`${HEAD}\n"open`, "Line 2: a quote is opened and not closed."],
  [
    [HEAD, ...Array.from({ length: 301 }, (_, n) => line(`F${n}`, `f${n}@f.test`))].join("\n"),
    "There are 301 firms. Import at most 300 at once.",
  ],
  ["x".repeat(60_001), "This is more than 60 kB. Cut the file into two."],
])("refuses what is no such file: %#", async (csv, problem) => {
  await expect(startImport(operator, { csv })).rejects.toMatchObject({
    code: "invalid_input",
    fields: { csv: problem },
  });
});

it("forgets what files held after a week", async () => {
  await house.system.db.query((db) =>
    db.update(imports).set({ createdAt: sql`now() - interval '6 days'` }),
  );
  await forgetOld(house.system);
  expect((await house.system.db.query((db) => db.select().from(imports))).length).toBe(2);
  await house.system.db.query((db) =>
    db.update(imports).set({ createdAt: sql`now() - interval '8 days'` }),
  );
  await forgetOld(house.system);
  expect(await house.system.db.query((db) => db.select().from(imports))).toEqual([]);
});
