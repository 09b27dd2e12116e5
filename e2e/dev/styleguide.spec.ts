import type { Page } from "playwright/test";
import { mailsTo, newestLink } from "../support/mailbox";
import { PORTAL_URL, post } from "../support/portal";
import { expect, look, test } from "../support/test";

/** Without a page: the development server would build the pages of signing in first. */
async function signIn(page: Page): Promise<void> {
  const email = "admin@anteroom.test";
  const before = (await mailsTo(email)).flatMap(({ links }) => links);
  await post(page.context(), "/api/sign-in", { email });
  const link = new URL(await newestLink(email, "clg", before));
  await post(page.context(), `/api/links${link.pathname.slice("/l".length)}`, {});
}

test("every piece of the house holds in both themes, wide and narrow", async ({ page }) => {
  // Seven pages, each in four looks, and each is built when it is first asked for.
  test.setTimeout(300_000);
  await signIn(page);
  await page.goto("/staff/styleguide");
  await expect(page.getByRole("heading", { name: "Style guide" })).toBeVisible();
  await look(page, "styleguide");
  const links = page.locator("main li a");
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(addresses.length).toBeGreaterThan(5);
  for (const address of addresses) {
    await page.goto(address ?? "");
    await expect(page).toHaveTitle(/in the style guide · AcuCoders$/);
    await look(page, `styleguide-${address?.split("/").at(-1)}`);
  }
});

test("every kind of mail is shown as it looks and as text", async ({ page }) => {
  await signIn(page);
  await page.goto("/staff/mails");
  await expect(page.getByRole("heading", { name: "Mails", exact: true })).toBeVisible();
  const frames = page.locator("iframe");
  expect(await frames.count()).toBeGreaterThanOrEqual(20);
  await expect(frames.first().contentFrame().getByRole("link")).toHaveText("Start the checklist");
  await expect(page.locator("pre").first()).toContainText("Start the checklist:\nhttps://");
  await page.screenshot({ path: "test-results/pages/mails.png" });
});

test("the style guide is for staff alone", async ({ page }) => {
  const answer = await page.request.get("/staff/styleguide", { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  expect(new URL(answer.headers().location ?? "", PORTAL_URL).pathname).toBe("/sign-in");
});
