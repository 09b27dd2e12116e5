import { SANDBOX_URL } from "./support/clio";
import { inDatabase } from "./support/database";
import { newestLink } from "./support/mailbox";
import { inviteAgain, newFirm, signInAsStaff } from "./support/portal";
import { expect, look, test } from "./support/test";

test("staff sign in by a link, see every firm, and set an integration up", async ({ page }) => {
  await signInAsStaff(page);
  await expect(page.getByRole("heading", { name: "Work queue" })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search firms" }).fill("hartleymoss");
  await page.getByRole("searchbox", { name: "Search firms" }).press("Enter");
  await page.getByRole("link", { name: "Hartley & Moss LLP", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Hartley & Moss LLP" })).toBeVisible();
  await expect(page).toHaveTitle("Hartley & Moss LLP · AcuCoders");
  await page.goto("/staff/firms/new");
  await page.getByRole("button", { name: "Create the firm" }).click();
  await expect(page.getByText("Enter the firm’s name.").first()).toBeVisible();
  await look(page, "staff-new-firm-wrong");

  await page.goto("/staff/integrations");
  await look(page, "staff-integrations");
  await page.getByRole("link", { name: "New integration" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Clio and Pipedrive deals");
  await page.getByLabel("What it does").fill("Opens a matter for each deal that is won.");
  const matters = page.getByRole("group", { name: "Matters" });
  await matters.getByLabel("Access").selectOption("write");
  await page.getByRole("button", { name: "Create the integration" }).click();
  await expect(page.getByText("Say what it is for").first()).toBeVisible();
  await look(page, "staff-new-integration-wrong");
  await matters.getByLabel("What it is for").fill("Opens matters");
  await matters.getByLabel("What stops working without it").fill("No matter is opened.");
  await page.getByRole("button", { name: "Create the integration" }).click();
  await expect(page.getByRole("heading", { name: "Clio and Pipedrive deals" })).toBeVisible();
  const table = page.getByRole("table", { name: /Clio and Pipedrive deals/ });
  await expect(table.getByRole("row")).toHaveCount(4);

  await expect(page.getByRole("link", { name: "Style guide" })).toHaveCount(0);
  for (const path of ["/staff/styleguide", "/staff/styleguide/forms", "/staff/mails"]) {
    const response = await page.goto(path);
    expect([path, response?.status()]).toEqual([path, 404]);
  }
});

test("a mail that the server refused is shown, sent again by staff, and told by the history", async ({
  page,
}) => {
  const firm = await newFirm(page.context(), "Ferris & Lunt");
  const { staff, email, invitation, address: firmPage } = firm;
  await staff.goto(firmPage);
  await fetch(`${SANDBOX_URL}/mailbox/fault`, {
    method: "PUT",
    body: JSON.stringify({ kind: "never", next: 1 }),
  });
  const answered = staff.waitForResponse(/\/invitation$/);
  await staff.getByRole("button", { name: "Send a new invitation" }).click();
  await answered;
  const again = staff.getByRole("button", { name: "Try again" });
  await expect(async () => {
    await staff.goto(firmPage);
    await expect(again).toBeVisible({ timeout: 500 });
  }).toPass();
  await look(staff, "staff-mail-not-sent");
  await staff.goto("/staff/firms");
  await expect(staff.getByText("A mail was not sent").first()).toBeVisible();
  await staff.goto(firmPage);
  await again.click();
  await expect(again).toHaveCount(0);
  expect(await newestLink(email, "cin", [invitation])).toBeTruthy();

  await staff.getByRole("link", { name: "History", exact: true }).click();
  await expect(staff.getByRole("heading", { name: "History" })).toBeVisible();
  await look(staff, "staff-history");
  await staff.getByLabel("About").selectOption("Mails");
  await staff.getByLabel("Firm’s name").fill("ferris");
  await staff.getByRole("button", { name: "Show", exact: true }).click();
  await staff.waitForURL(/about=mails/);
  const retried = staff.getByRole("row", { name: `New link, to ${email}` });
  await expect(retried.filter({ hasText: "Mail tried again" })).toHaveCount(1);
  await expect(staff.getByRole("cell", { name: "No firm" })).toHaveCount(0);
  await staff.goto("/staff/history?whose=house&before=1");
  await expect(staff.getByText("Nothing that fits has happened.")).toBeVisible();
  await staff.getByRole("link", { name: "Newest history" }).click();
  await staff.waitForURL(/history\?whose=house$/);
});

test("R-24 what the storm guard holds is released by staff, and arrives", async ({ page }) => {
  const { staff, email, invitation, address } = await newFirm(page.context(), "Ferris & Lunt");
  await fetch(`${SANDBOX_URL}/mailbox/fault`, {
    method: "PUT",
    body: JSON.stringify({ kind: "never", next: 1 }),
  });
  await inviteAgain({ staff, address });
  await expect(async () => {
    const held = await inDatabase(
      (sql) => sql`update mails set state = 'held', held_at = now(), error = null, tries = 0
        where to_address = ${email} and state = 'failed' returning id`,
    );
    expect(held).toHaveLength(1);
  }).toPass();
  await staff.goto("/staff/firms");
  await expect(staff.getByText("1 mail to a firm is held back")).toBeVisible();
  await look(staff, "staff-mails-held");
  await staff.getByRole("button", { name: "Release 1 mail" }).click();
  await expect(staff.getByText("1 mail to a firm is held back")).toHaveCount(0);
  expect(await newestLink(email, "cin", [invitation])).toBeTruthy();
});
