import type { Page } from "playwright/test";
import { signInToClio } from "./support/clio";
import { newestLink } from "./support/mailbox";
import { enterCode, PORTAL_URL } from "./support/portal";
import { expect, look, overflow, test } from "./support/test";

/** The sample firms that take the whole way, wide and narrow. */
const FIRMS = [
  { width: 1280, email: "ada@hartleymoss.test", account: "Hartley & Moss LLP" },
  { width: 360, email: "chidi@okafor.test", account: "Okafor Estate Planning" },
];

for (const { width, email, account } of FIRMS) {
  test(`from the invitation to a proven connection at ${width} px`, async ({ open }) => {
    test.setTimeout(600_000);
    const context = await open(width);
    const page = await context.newPage();
    const clio = await context.newPage();
    // Pictures are taken of the wide journey; the narrow one shows that a thumb gets through.
    const picture = (name: string) => (width === 1280 ? look(page, name) : fits(page));

    await test.step("the invitation", async () => {
      await page.goto(await newestLink(email, "cin"));
      await picture("link");
      await page.getByRole("button", { name: "Continue" }).click();
      await expect(page).toHaveURL(`${PORTAL_URL}/onboarding`);
      await picture("checklist-new");
    });

    await test.step("the plan", async () => {
      await page.getByRole("link", { name: "Check the plan" }).click();
      await picture("plan");
      await page.getByLabel("app.clio.com", { exact: true }).check();
      await page.getByRole("button", { name: "Essentials" }).click();
      await expect(page).toHaveURL(/onboarding\/application/);
    });

    await test.step("the application, registered in Clio with two boxes forgotten", async () => {
      await picture("application");
      const value = (label: string) =>
        page.locator("dl > div", { hasText: label }).locator("code").first().innerText();
      const portal = page.getByRole("link", { name: "Open Clio’s developer portal" });
      await clio.goto((await portal.getAttribute("href")) ?? "");
      await signInToClio(clio, email);
      await clio.getByRole("link", { name: "Add an application" }).click();
      await clio.getByLabel("Name *").fill("Contacts for HubSpot");
      await clio.getByLabel("Website URL").fill(await value("Website URL"));
      await clio.getByLabel("Redirect URIs").fill(await value("Redirect URIs"));
      await clio.getByLabel("Developer Terms").check();
      for (const box of ["Users read", "Contacts read", "Matters read"]) {
        await clio.getByLabel(box).check();
      }
      await clio.getByRole("button", { name: "Save" }).click();
      await page.getByRole("button", { name: "Yes, it is saved" }).click();
      await expect(page).toHaveURL(/onboarding\/credentials/);
    });

    await test.step("the keys: a wrong pair is refused and kept but for the secret", async () => {
      await picture("keys");
      const key = await clio.locator("#key").innerText();
      await page.getByLabel("Client ID", { exact: true }).fill(key);
      await page.getByLabel("Client secret", { exact: true }).fill("not-the-secret-of-this-one");
      await page.getByRole("button", { name: "Send the keys" }).click();
      await expect(page.getByText("Clio does not recognise this pair").first()).toBeVisible();
      await expect(page.getByLabel("Client ID", { exact: true })).toHaveValue(key);
      await expect(page.getByLabel("Client secret", { exact: true })).toHaveValue("");
      await picture("keys-refused");
      const secret = await clio.locator("#secret").innerText();
      await page.getByLabel("Client secret", { exact: true }).fill(secret);
      await page.getByRole("button", { name: "Send the keys" }).click();
      await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
      await expect(page.locator("body")).not.toContainText(secret);
      await page.goto("/onboarding/credentials");
      await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
      await picture("keys-stored");
      await page.goto("/onboarding");
      await picture("checklist-keys-sent");
    });

    await test.step("Clio’s screen, declined first", async () => {
      await page.goto("/onboarding/connect");
      await picture("connect");
      await page.getByRole("button", { name: "Connect Clio" }).click();
      await page.getByRole("button", { name: "Decline" }).click();
      await expect(page.getByText("You chose not to allow access")).toBeVisible();
      await picture("declined");
    });

    await test.step("allowed, and confirmed by the person", async () => {
      await page.goto("/onboarding/connect");
      await page.getByRole("button", { name: "Connect Clio" }).click();
      await page.getByRole("button", { name: "Allow" }).click();
      await expect(page.getByText("Is this your firm’s live account?")).toBeVisible();
      expect(new URL(page.url()).searchParams.has("code")).toBe(false);
      await expect(page.getByRole("main").getByText(account).first()).toBeVisible();
      await picture("confirm");
      await page.getByRole("button", { name: "Yes, this is our live account" }).click();
    });

    await test.step("the missing permission is found", async () => {
      await expect(page.getByText("Missing in the application").first()).toBeVisible({
        timeout: 60_000,
      });
      await expect(page.getByText("Working", { exact: true })).toBeHidden();
      await picture("status-missing");
    });

    await test.step("mended in Clio, authorized again, proven", async () => {
      await clio.getByLabel("Activities read").check();
      await clio.getByLabel("Calendars read").check();
      await clio.getByRole("button", { name: "Save" }).click();
      await page.getByRole("link", { name: "Fix it in two steps" }).click();
      await expect(page.getByText("First, in Clio")).toBeVisible();
      await picture("connect-again");
      await page.getByRole("button", { name: "Connect Clio" }).click();
      await page.getByRole("button", { name: "Allow" }).click();
      await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText("Missing in the application")).toBeHidden();
      await picture("status-working");
      await page.goto("/onboarding");
      await picture("checklist-done");
    });

    await test.step("disconnected", async () => {
      await page.goto("/onboarding/status");
      await page.getByText("Disconnect", { exact: true }).click();
      await picture("status-code");
      await enterCode(page, email);
      await page.getByText("Disconnect", { exact: true }).click();
      await page.getByRole("button", { name: "Disconnect Clio" }).click();
      await expect(page.getByText("Not connected").first()).toBeVisible();
      await expect(page.getByText("Working", { exact: true })).toBeHidden();
      await picture("status-disconnected");
    });
  });
}

async function fits(page: Page): Promise<void> {
  expect(await overflow(page), `${page.url()} scrolls sideways`).toBe(0);
}
