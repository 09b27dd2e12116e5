import { readFileSync } from "node:fs";
import { png } from "@/lib/settings/png.testing";
import { acceptInvitation, newFirm, post, staffPage } from "./support/portal";
import { expect, look, test } from "./support/test";

test("a plan that staff add and correct decides what a firm with it is told", async ({ page }) => {
  const { staff, invitation } = await newFirm(page.context(), "Ferris & Lunt");
  const name = `Core ${Math.random().toString(36).slice(2, 8)}`;
  await staff.goto("/staff/plans");
  await staff.getByRole("link", { name: "Add a plan" }).click();
  await staff.getByRole("button", { name: "Add the plan" }).click();
  await expect(staff.getByText("Enter the plan’s name as Clio shows it.").first()).toBeVisible();
  await staff.getByLabel("Name", { exact: true }).fill(name);
  await staff.getByLabel("Price").fill("from $99 per user and month");
  await staff.getByLabel("Yes").check();
  await staff.getByRole("button", { name: "Add the plan" }).click();
  await expect(staff.getByText("Saved", { exact: true })).toBeVisible();

  await acceptInvitation(page, invitation);
  await page.goto("/onboarding/plan");
  await expect(page.getByText(/Names and prices as of \d/)).toBeVisible();
  await page.getByRole("button", { name: new RegExp(name) }).click();
  await page.waitForURL((url) => url.pathname !== "/onboarding/plan");
  await page.goto("/onboarding/plan");
  await expect(page.getByRole("heading", { name: `${name} is enough` })).toBeVisible();

  await staff.getByRole("link", { name }).first().click();
  await expect(staff.getByText(/One firm has named this plan/)).toBeVisible();
  await staff.getByLabel("No", { exact: true }).check();
  await staff.getByRole("button", { name: "Save" }).click();
  await expect(staff.getByText("Saved", { exact: true })).toBeVisible();
  await expect(staff.getByText("Access for integrations: no, before: yes.").first()).toBeVisible();
  await look(staff, "staff-plans");
  await page.reload();
  await expect(
    page.getByRole("heading", { name: `${name} gives integrations no access` }),
  ).toBeVisible();

  // Somebody who had the page open all the while overwrites nothing, and loses nothing that was typed.
  await staff.getByRole("link", { name }).first().click();
  const { status } = await post(
    staff.context(),
    new URL(staff.url()).pathname.replace("/staff", "/api/staff"),
    {
      version: "2",
      name,
      api_access: "unknown",
      as_of: "2026-11-01",
      position: "50",
    },
  );
  expect(status).toBe(200);
  await staff.getByLabel("Price").fill("from $109");
  await staff.getByRole("button", { name: "Save" }).click();
  await expect(staff.getByText(/saved a change while you had this open/)).toBeVisible();
  await expect(staff.getByLabel("Price")).toHaveValue("from $109");
  await staff.getByRole("button", { name: "Retire this plan" }).click();
  await expect(staff.getByText(/saved a change while you had this open/)).toHaveCount(2);
  await staff.reload();
  await staff.getByRole("button", { name: "Retire this plan" }).click();
  await expect(staff.getByText("Saved", { exact: true })).toBeVisible();
  await expect(staff.getByRole("table", { name: "Retired plans" })).toContainText(name);
});

test("the agency’s colour and logo are looked at before every page carries them", async ({
  page,
}) => {
  const staff = await staffPage(page.context());
  await staff.goto("/staff/settings/brand");
  const colour = staff.getByLabel("Colour of links and buttons");
  await colour.fill("#ffcc00");
  await staff.getByRole("button", { name: "Save the colour" }).click();
  await expect(staff.getByText(/links on the page 1\.\d\d, needs 4\.5/).first()).toBeVisible();
  await expect(staff.getByText(/nearest one that works is #[0-9a-f]{6}/).first()).toBeVisible();
  await expect(colour).toHaveValue("#ffcc00");
  await colour.fill("#1f5f8b");
  await staff.getByRole("button", { name: "Save the colour" }).click();
  await expect(staff.getByText("Saved", { exact: true })).toBeVisible();
  const accent = () =>
    staff.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent"));
  expect(await accent()).toContain("#1f5f8b");

  const file = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });
  const choose = async (picture: ReturnType<typeof file>) => {
    await staff.getByLabel(/picture/i).setInputFiles(picture);
    await staff.getByRole("button", { name: "Store the logo" }).click();
  };
  await choose(file("logo.png", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")));
  await expect(staff.getByText("This is no PNG.", { exact: false })).toBeVisible();
  await choose(file("logo.png", png({ width: 240, height: 64 })));
  await expect(staff.getByText("Saved", { exact: true })).toBeVisible();
  const logo = staff.getByRole("navigation").locator("..").getByRole("img", { name: "AcuCoders" });
  await expect(logo.first()).toBeVisible();
  await look(staff, "staff-brand");
  const source = await staff.getByRole("img", { name: "AcuCoders" }).first().getAttribute("src");
  const answer = await page.context().request.get(source ?? "");
  expect(answer.headers()).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=31536000, immutable",
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("img", { name: "AcuCoders" })).toBeVisible();
  await staff.getByRole("button", { name: "Take the logo away" }).click();
  await expect(staff.getByText("There is none: pages carry the agency’s name.")).toBeVisible();
  await colour.fill("");
  await staff.getByRole("button", { name: "Save the colour" }).click();
  await expect(staff.getByRole("table", { name: "Contrast in each place" })).toHaveCount(0);
});

test("reports, reminders, applications and the history say how things are", async ({ page }) => {
  const staff = await staffPage(page.context());
  await staff.goto("/staff/reports?range=all");
  await expect(staff.getByRole("table", { name: "How far firms came" })).toBeVisible();
  await expect(
    staff.getByRole("heading", { name: "How checks of permissions ended" }),
  ).toBeVisible();
  await look(staff, "staff-reports");
  await staff.getByRole("link", { name: "What costs firms time" }).click();
  await expect(staff.getByRole("table", { name: "Steps with what held firms up" })).toBeVisible();
  await look(staff, "staff-friction");

  await staff.goto("/staff/settings/reminders/firm_private/credentials");
  await staff.getByLabel("Second contact, after so many days").fill("1");
  await staff.getByRole("button", { name: "Save" }).click();
  await expect(staff.getByText("written to after the main contact").first()).toBeVisible();
  await staff.getByLabel("Second contact, after so many days").fill("6");
  await staff.getByRole("button", { name: "Save" }).click();
  await expect(staff.getByText("Saved", { exact: true })).toBeVisible();
  await look(staff, "staff-reminders");

  await staff.goto("/staff/applications?owner=firms");
  for (const address of [
    "/staff/applications?owner=clio",
    "/staff/reports?range=7",
    "/staff/reports/friction?month=2026-13",
    "/staff/history?about=everything",
  ]) {
    const response = await staff.goto(address);
    expect([address, response?.status()]).toEqual([address, 400]);
    await staff.getByRole("link", { name: "Open the page without it" }).click();
    await expect(staff.getByRole("heading", { level: 1 })).not.toHaveText(
      "We cannot read this address",
    );
  }

  await staff.getByRole("button", { name: "Verify now" }).click();
  await expect(staff.getByText("The chain is as it was written")).toBeVisible();
  await staff.getByLabel("About").selectOption("Firms and their steps");
  await staff.getByRole("button", { name: "Show", exact: true }).click();
  await staff.waitForURL(/about=firms/);
  await look(staff, "staff-history-filtered");
  const downloading = staff.waitForEvent("download");
  await staff.getByRole("link", { name: "Save as a file (CSV)" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^history-\d{4}-\d\d-\d\d\.csv$/);
  const text = readFileSync(await download.path(), "utf8");
  expect(text).toMatch(/^\uFEFFNumber,At,Kind,What,Details,Firm,Firm id,Who,/);
  expect(text).toContain("reminder.rules_changed");
  expect(text).not.toContain("settings.changed");
});
