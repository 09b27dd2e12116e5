import type { Page } from "playwright/test";
import { control, newAccount } from "./support/clio";
import { inDatabase } from "./support/database";
import { allowAndConfirm, connectAs, PORTAL_URL, readyToConnect } from "./support/portal";
import { expect, look, test } from "./support/test";

// Regions that no other journey uses, so that what fails here fails for nobody else.
const DOWN = "au";
const ALONE = "ca";

/** A firm of its own in this region, connected and working; its page, and staff's. */
async function workingFirm(page: Page, region: string) {
  const account = await newAccount({ region });
  const firm = await readyToConnect(page, account.id, undefined, region);
  await allowAndConfirm(page, account.owner);
  return { page, owner: account.owner, staff: firm.staff, address: firm.address, key: firm.key };
}
/** Everything about the connections of a region is due. */
const dueNow = (region: string) =>
  inDatabase(
    (sql) => sql`update grants set identity_due_at = now(), probes_due_at = now()
      where region = ${region} and state = 'active'`,
  );
/** Loads the page again until it shows this, as long as the worker's sweeps may take. */
async function comes(page: Page, text: string | RegExp, is = true): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(text).first()).toBeVisible({ visible: is, timeout: 500 });
  }).toPass({ timeout: 135_000 });
}

test("the outage banner: Clio fails for many, firms are told that there is nothing for them to do, and staff end it", async ({
  open,
}) => {
  const firms = [];
  for (let one = 0; one < 3; one += 1) {
    firms.push(await workingFirm(await (await open()).newPage(), DOWN));
  }
  const [firm] = firms;
  if (!firm) throw new Error("no firm");
  const { page, staff } = firm;
  await control("POST", "/faults", {
    region: DOWN,
    path: "/api/v4",
    how: { kind: "status", status: 503 },
  });
  // As if they had worked for an hour, and an hourly look had met the fault just now.
  await inDatabase(
    (sql) => sql`update grants set activated_at = activated_at - interval '1 hour'
      where region = ${DOWN} and state = 'active'`,
  );
  await inDatabase(
    (sql) => sql`update connections set failing_since = now() where region = ${DOWN}`,
  );
  await staff.goto("/staff/integrations");
  await comes(staff, "Clio has a problem in Australia");
  await expect(staff.getByText("3 connections have failed there since today")).toBeVisible();
  await look(staff, "outage-staff");

  // What was proven today is working; only a page that is asked says that Clio has a problem.
  await page.goto("/onboarding");
  await expect(page.getByRole("heading", { name: "Clio has a problem" })).toBeVisible();
  await look(page, "outage-checklist");
  await page.goto("/onboarding/status");
  await expect(page.getByRole("heading", { name: "Clio has a problem" })).toBeVisible();
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await inDatabase(
    (sql) => sql`update scope_checks set checked_at = checked_at - interval '27 hours'
      where grant_id in (select id from grants where region = ${DOWN})`,
  );
  await page.reload();
  await expect(page.getByText("Checking", { exact: true })).toBeVisible();
  await expect(page.getByText("Clio is not answering us at the moment.")).toBeVisible();
  await look(page, "outage-status");

  await control("DELETE", "/faults");
  await staff.getByRole("button", { name: "It is over: go on as usual" }).click();
  await staff.waitForURL(/\/staff$/);
  await expect(staff.getByText("Clio has a problem in Australia")).toHaveCount(0);
  await dueNow(DOWN);
  await comes(page, /^Working$/);
  await expect(page.getByText("Clio has a problem")).toHaveCount(0);
});

test("R-09 a revoked application is noticed and repaired", async ({ page }) => {
  const { owner, key } = await workingFirm(page, ALONE);
  await control("POST", "/revoke", { key });
  // Clio's hint: somebody removed the application. It is looked at, and believed at the second no.
  const [application] = await inDatabase(
    (sql) => sql<{ key: string }[]>`select deauthorization_key as key from applications
      where client_id = ${key}`,
  );
  const hint = await page.request.post(
    `${PORTAL_URL}/api/clio/deauthorized/${application?.key ?? ""}`,
  );
  expect(hint.status()).toBe(200);
  const refused = () =>
    inDatabase(
      (sql) => sql<{ id: string }[]>`select id from grants
        where region = ${ALONE} and refused_at is not null`,
    );
  await expect.poll(async () => (await refused()).length, { timeout: 60_000 }).toBe(1);
  await page.goto("/onboarding/status");
  await expect(page.getByText("Checking", { exact: true })).toBeVisible();
  await inDatabase(
    (sql) => sql`update grants set refused_at = refused_at - interval '5 minutes',
      refresh_due_at = now() where region = ${ALONE} and refused_at is not null`,
  );
  await comes(page, "Access ended");
  await look(page, "access-ended");
  await connectAs(page, owner);
  await comes(page, /^Working$/);
});
