import { newestLink } from "../support/mailbox";
import { post } from "../support/portal";
import { expect, test } from "../support/test";

test("every kind of mail is shown as it looks and as text, in development alone", async ({
  page,
}) => {
  test.setTimeout(300_000);
  const email = "admin@anteroom.test";
  await post(page.context(), "/api/sign-in", { email });
  const link = new URL(await newestLink(email, "clg"));
  await post(page.context(), `/api/links${link.pathname.slice("/l".length)}`, {});
  await page.goto("/staff/mails");
  await expect(page.getByRole("heading", { name: "Mails", exact: true })).toBeVisible();
  const frames = page.locator("iframe");
  expect(await frames.count()).toBeGreaterThanOrEqual(20);
  await expect(frames.first().contentFrame().getByRole("link")).toHaveText("Start the checklist");
  await expect(page.locator("pre").first()).toContainText("Start the checklist:\nhttps://");
  await page.screenshot({ path: "test-results/pages/mails.png" });
});
