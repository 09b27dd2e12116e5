import { readFileSync } from "node:fs";
import type { Page } from "playwright/test";
import { parseCsv } from "@/lib/staff/csv.testing";
import { manyFirms } from "@/lib/testing/many-firms";
import { inDatabase } from "./support/database";
import { PORTAL_URL, post, signInAsStaff, staffPage } from "./support/portal";
import { expect, look, test } from "./support/test";

/** So many firms of one word, written straight into the tables; the worker makes their rows. */
async function makeFirms(word: string, count: number): Promise<void> {
  await inDatabase(async (sql) => {
    const [integration] = await sql<{ id: string }[]>`select id from integrations limit 1`;
    const statements = manyFirms({ count, integrationId: integration?.id ?? "", word });
    for (const statement of statements) await sql.unsafe(statement);
  });
  await expect(async () => {
    const rows = await inDatabase(
      (sql) => sql`select 1 from queue_rows where firm_id like ${`firm_${word}%`}`,
    );
    expect(rows).toHaveLength(count);
  }).toPass({ timeout: 180_000 });
}

/** Goes to a page of staff's, and waits until it listens to keys. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await listens(page);
}

async function listens(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Keys", exact: true })).toBeEnabled();
}

const namesOn = async (page: Page) =>
  (await page.locator("main tbody th a").allTextContents()).map((name) => name.trim());

test("five hundred firms at once, with one that fails in the middle, and the list as a file", async ({
  page,
}) => {
  const staff = await staffPage(page.context());
  await makeFirms("bulk", 500);
  await inDatabase((sql) => sql`update firms set name = '=1+1' where id = 'firm_bulk7'`);
  await inDatabase(
    (sql) => sql`update firms set tags = array(select 'tag ' || n from generate_series(1, 20) n)
      where id = 'firm_bulk250'`,
  );
  await open(staff, "/staff?tab=all&q=bulk.test&sort=name");
  await staff.getByLabel("All firms on this page").check();
  const bar = staff.getByRole("region", { name: "For the ticked firms" });
  await expect(bar.getByText("50 firms ticked")).toBeVisible();
  await bar.getByRole("button", { name: "All 500 of this list" }).click();
  await bar.getByLabel("What to do").selectOption("tag");
  await bar.getByLabel("Tag", { exact: true }).fill("Spring round");
  await bar.getByRole("button", { name: "Do it for 500 firms" }).click();
  await staff.waitForURL(/\/staff\/bulk\/bulk_/);
  await expect(staff.getByText("499 done, 1 failed.")).toBeVisible({ timeout: 180_000 });
  await expect(staff.getByRole("button", { name: "Try the failed ones again" })).toBeVisible();
  await staff.getByRole("link", { name: "Failed 1" }).click();
  await expect(staff.getByText("A firm has at most 20 tags.")).toBeVisible();
  expect(await namesOn(staff)).toEqual(["Bulk 0250"]);
  await look(staff, "staff-bulk");
  await inDatabase((sql) => sql`update firms set tags = '{}' where id = 'firm_bulk250'`);
  await staff.getByRole("button", { name: "Try the failed ones again" }).click();
  await expect(staff.getByText("500 done.")).toBeVisible({ timeout: 180_000 });
  await staff.goto("/staff/bulk");
  await expect(staff.getByRole("link", { name: "Tag with “spring round”" }).first()).toBeVisible();
  await look(staff, "staff-bulk-runs");

  await staff.goto("/staff?tab=all&tag=spring+round&sort=name");
  const [download] = await Promise.all([
    staff.waitForEvent("download"),
    staff.getByRole("link", { name: "Export as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^work-queue-\d{4}-\d{2}-\d{2}\.csv$/);
  const text = readFileSync(await download.path(), "utf8");
  expect(text.startsWith("\uFEFFFirm,")).toBe(true);
  const lines = parseCsv(text.slice(1)).slice(1);
  expect(lines).toHaveLength(500);
  const shown = await namesOn(staff);
  expect(lines.slice(0, shown.length).map(([name]) => name)).toEqual(
    shown.map((name) => (name === "=1+1" ? "'=1+1" : name)),
  );
  expect(shown).toContain("=1+1");
  const wrong = await staff.request.get(`${PORTAL_URL}/api/staff/queue.csv?tab=nowhere`);
  expect(wrong.status()).toBe(400);
});

test("the round by keyboard: rows, ticks, search, help, pages and the palette", async ({
  page,
}) => {
  const staff = await staffPage(page.context());
  await makeFirms("keys", 4);
  await open(staff, "/staff?tab=all&q=keys.test&sort=name");
  const row = (number: number) => staff.getByRole("link", { name: `Keys 000${number}` });
  await staff.keyboard.press("j");
  await expect(row(1)).toBeFocused();
  await staff.keyboard.press("j");
  await staff.keyboard.press("j");
  await staff.keyboard.press("k");
  await expect(row(2)).toBeFocused();
  await staff.keyboard.press("x");
  await expect(staff.getByLabel("Keys 0002", { exact: true })).toBeChecked();
  await expect(staff.getByText("1 firm ticked")).toBeVisible();
  await look(staff, "staff-queue-ticked");
  await staff.keyboard.press("x");
  await expect(staff.getByText("1 firm ticked")).toBeHidden();

  await staff.keyboard.press("?");
  const help = staff.getByRole("dialog", { name: "Keys" });
  await expect(help.getByText("Next row")).toBeVisible();
  await staff.keyboard.press("j");
  await look(staff, "staff-help");
  await staff.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(row(2)).toBeFocused();

  await staff.keyboard.press("Control+k");
  const palette = staff.getByRole("dialog").getByRole("combobox");
  await expect(palette).toBeFocused();
  await expect(staff.getByRole("option", { name: "Open Keys 0002" })).toBeVisible();
  await staff.keyboard.type("keys 0004");
  await expect(staff.getByRole("option", { name: "Keys 0004" })).toBeVisible();
  await look(staff, "staff-palette");
  await staff.keyboard.press("ArrowDown");
  await staff.keyboard.press("ArrowUp");
  await staff.keyboard.press("Enter");
  await staff.waitForURL(/\/staff\/firms\/firm_keys4$/);
  await listens(staff);

  await staff.keyboard.press("g");
  await staff.keyboard.press("h");
  await staff.waitForURL(/\/staff\/history$/);
  await listens(staff);
  // A letter that is written is a letter.
  await staff.getByLabel("Firm’s name").focus();
  await staff.keyboard.type("gqj?");
  await expect(staff.getByLabel("Firm’s name")).toHaveValue("gqj?");
  await staff.locator("body").press("Control+k");
  await staff.keyboard.type("queue");
  await staff.keyboard.press("Enter");
  await staff.waitForURL(/\/staff(\?|$)/);
  await listens(staff);
  await staff.keyboard.press("/");
  await expect(staff.getByLabel("Search firms")).toBeFocused();
  await staff.keyboard.type("keys 0003");
  await staff.keyboard.press("Enter");
  await staff.waitForURL(/q=keys/);
  await expect(row(3)).toHaveCount(1);
  await staff.keyboard.press("j");
  await expect(row(3)).toBeFocused();
  await staff.keyboard.press("Enter");
  await staff.waitForURL(/\/staff\/firms\/firm_keys3$/);
});

test("two operators at once: the queue follows without losing anything, and the firm's page says who", async ({
  page,
  open: openBrowser,
}) => {
  const staff = await staffPage(page.context());
  await makeFirms("twice", 3);
  await inDatabase(
    (sql) => sql`insert into people (id, kind, email, name, staff_role)
      values ('person_kim', 'staff', 'kim@anteroom.test', 'Kim Doe', 'operator')
      on conflict do nothing`,
  );
  const other = await openBrowser();
  const kim = await other.newPage();
  await signInAsStaff(kim, "kim@anteroom.test");
  const firmPage = await staff.context().newPage();
  await firmPage.goto("/staff/firms/firm_twice1");
  await open(staff, "/staff?tab=all&q=twice.test&sort=name");
  await staff.getByLabel("Twice 0002", { exact: true }).check();
  await staff.getByRole("link", { name: "Twice 0003" }).focus();
  const [before] = await inDatabase(
    (sql) => sql<{ version: number }[]>`select version from firms where id = 'firm_twice1'`,
  );
  const version = String(before?.version);
  const tag = { tag: "seen by kim", decision: "add", version };
  for (const number of [1, 2]) {
    const sent = await post(other, `/api/staff/firms/firm_twice${number}/tags`, tag);
    expect(sent.status).toBe(200);
  }
  await expect(staff.locator("main tbody").getByText("seen by kim")).toHaveCount(2, {
    timeout: 90_000,
  });
  await expect(staff.locator("[data-query]")).toHaveText("The list has changed.");
  await expect(staff.getByLabel("Twice 0002", { exact: true })).toBeChecked();
  await expect(staff.getByRole("link", { name: "Twice 0003" })).toBeFocused();
  // Whoever saves over what they have not seen is told whose it was, and overwrites nothing.
  const late = await post(staff.context(), "/api/staff/firms/firm_twice1/owner", {
    owner: "person_kim",
    version,
  });
  expect(late.status).toBe(409);
  expect(JSON.stringify(late.body)).toMatch(/Kim Doe changed the tags .+ Yours was not saved/);
  await firmPage.bringToFront();
  await expect(firmPage.getByText(/^Kim Doe changed the tags /)).toBeVisible({ timeout: 90_000 });
  await firmPage.getByRole("button", { name: "Show it" }).click();
  await expect(firmPage.getByText(/^Kim Doe changed the tags /)).toBeHidden();
  await firmPage.close();
});

/** Chooses a stage, and waits for the paint after the list of that choice has been drawn. */
async function timeToRows(page: Page, stage: string): Promise<number> {
  return page.locator("select[name=stage]").evaluate(async (select: HTMLSelectElement, to) => {
    const mark = document.querySelector("[data-query]");
    if (!mark) throw new Error("the queue is not live");
    const drawn = new Promise((resolve) => {
      new MutationObserver(resolve).observe(mark, { attributeFilter: ["data-query"] });
    });
    const begun = performance.now();
    select.value = to;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn;
    await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now() - begun;
  }, stage);
}

test("the time from another filter to painted rows is printed", async ({ page }) => {
  const staff = await staffPage(page.context());
  await open(staff, "/staff?tab=all");
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (const stage of ["invited", ""]) times.push(await timeToRows(staff, stage));
  }
  await expect(staff).toHaveURL(/\/staff\?tab=all$/);
  const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  const all = times.map((one) => Math.round(one)).join(", ");
  console.log(
    `from another filter to painted rows: median ${Math.round(median)} ms of ${all} (to reach: 150 ms)`,
  );
  // A hang limit: the figure is judged by who reads it, on a machine that is quiet.
  expect(median).toBeLessThan(10_000);
});
