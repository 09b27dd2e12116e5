import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "playwright/test";

const SANDBOX = process.env.E2E_SANDBOX_URL ?? "";

/** axe finds nothing, and the page is kept as a picture. */
async function look(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([]);
  await page.screenshot({ path: `test-results/pages/${name}.png`, fullPage: true });
}

async function invitationOf(to: string): Promise<string> {
  const response = await fetch(`${SANDBOX}/mailbox/messages?to=${encodeURIComponent(to)}`);
  const [mail] = (await response.json()) as { links: string[] }[];
  return mail?.links[0] ?? "";
}

test("staff sign in by a link and see every firm", async ({ page }) => {
  await page.goto("/sign-in");
  await look(page, "sign-in");
  await page.getByLabel("Your e-mail address").fill("admin@anteroom.test");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  let link = "";
  await expect(async () => {
    link = await invitationOf("admin@anteroom.test");
    expect(link).toContain("/l/clg_");
  }).toPass();
  await page.goto(link);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Firms" })).toBeVisible();
  await look(page, "staff-firms");
  await page.getByRole("link", { name: "Hartley & Moss LLP" }).click();
  await look(page, "staff-firm");
  await page.goto("/staff/integrations");
  await look(page, "staff-integrations");
});
