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

for (const width of [1280, 360]) {
  test(`from the invitation to a proven connection at ${width} px`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("console", (line) => {
      if (line.type() === "error") errors.push(line.text());
    });
    const isWide = width === 1280;
    const email = isWide ? "ada@hartleymoss.test" : "chidi@okafor.test";
    const account = isWide ? "Hartley & Moss LLP" : "Okafor Estate Planning";

    await page.goto(await invitationOf(email));
    await look(page, `link-${width}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page).toHaveURL(/\/onboarding$/);
    await look(page, `checklist-${width}`);

    await page.getByRole("link", { name: "Check your Clio plan" }).first().click();
    await look(page, `plan-${width}`);
    await page.getByLabel("app.clio.com", { exact: true }).check();
    await page.getByLabel("Essentials").check();
    await page.getByRole("button", { name: "Save and go on" }).click();

    await page.getByRole("link", { name: "Register the application" }).first().click();
    await look(page, `application-${width}`);
    const value = (label: string) =>
      page.locator("dl > div", { hasText: label }).locator("code").innerText();
    const [redirect, website] = [await value("Redirect URIs"), await value("Website URL")];
    const clio = await context.newPage();
    const portal = page.getByRole("link", { name: "Open Clio’s developer portal" });
    await clio.goto((await portal.getAttribute("href")) ?? "");
    await clio.getByRole("button", { name: email }).click();
    await clio.getByRole("link", { name: "Add an application" }).click();
    await clio.getByLabel("Name *").fill("Test Integration");
    await clio.getByLabel("Website URL").fill(website);
    await clio.getByLabel("Redirect URIs").fill(redirect);
    await clio.getByLabel("Developer Terms").check();
    // One box is forgotten: Activities.
    for (const box of ["Users read", "Contacts read", "Matters read"]) {
      await clio.getByLabel(box).check();
    }
    await clio.getByRole("button", { name: "Save" }).click();
    const key = await clio.locator("#key").innerText();
    const secret = await clio.locator("#secret").innerText();
    await page.getByLabel("Yes, it is saved").check();
    await page.getByRole("button", { name: "Save and go on" }).click();

    await page.getByRole("link", { name: "Send us the keys" }).first().click();
    await page.getByLabel("Client ID", { exact: true }).fill(key);
    await page.getByLabel("Client secret", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Send the keys" }).click();
    await expect(page.getByText("Clio does not recognise this pair").first()).toBeVisible();
    // The refusal is an answer of 422, which the browser notes by itself.
    errors.length = 0;
    await expect(page.getByLabel("Client secret", { exact: true })).toHaveValue("");
    await look(page, `keys-refused-${width}`);
    await page.getByLabel("Client secret", { exact: true }).fill(secret);
    await page.getByRole("button", { name: "Send the keys" }).click();
    await expect(page.getByText("Clio accepts your keys")).toBeVisible();
    await look(page, `keys-${width}`);

    await page.goto("/onboarding/connect");
    await look(page, `connect-${width}`);
    await page.getByRole("button", { name: "Connect Clio" }).click();
    await page.getByRole("button", { name: "Decline" }).click();
    await expect(page.getByText("You chose not to allow access")).toBeVisible();
    await look(page, `declined-${width}`);
    await page.goto("/onboarding/connect");
    await page.getByRole("button", { name: "Connect Clio" }).click();
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(page.getByText("Is this your firm’s live account?")).toBeVisible();
    expect(new URL(page.url()).searchParams.has("code")).toBe(false);
    await look(page, `confirm-${width}`);
    await page.getByRole("button", { name: "Yes, this is our live account" }).click();
    await page.waitForURL(/\/onboarding\/status$/);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Missing in the application").first()).toBeVisible({
        timeout: 1000,
      });
    }).toPass({ timeout: 15_000 });
    await expect(page.getByText(account).first()).toBeVisible();
    await look(page, `missing-${width}`);

    await clio.getByLabel("Activities read").check();
    await clio.getByLabel("Calendars read").check();
    await clio.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: "Connect Clio" }).click();
    await page.getByRole("button", { name: "Connect Clio" }).click();
    await page.getByRole("button", { name: "Allow" }).click();
    await expect(page.getByText("Working", { exact: true })).toBeVisible();
    await look(page, `working-${width}`);

    await page.getByText("Disconnect", { exact: true }).click();
    await page.getByRole("button", { name: "Disconnect Clio" }).click();
    await expect(page.getByText("Not connected")).toBeVisible();
    expect(errors).toEqual([]);
    await context.close();
  });
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

test("an unknown link is not found, and nothing is open without a session", async ({ page }) => {
  const response = await page.goto(`/l/cin_${"A".repeat(43)}`);
  expect(response?.status()).toBe(404);
  for (const path of ["/onboarding", "/onboarding/status", "/staff/firms"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in$/);
  }
});
