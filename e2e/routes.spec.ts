import type { Page } from "playwright/test";
import { control, newAccount, registerInClio, SANDBOX_URL, signInToClio } from "./support/clio";
import { Hands } from "./support/hands";
import { newestLink } from "./support/mailbox";
import {
  acceptInvitation,
  connectAs,
  forgetKeyChecks,
  newFirm,
  PORTAL_URL,
  post,
  readyToConnect,
} from "./support/portal";
import { expect, look, test } from "./support/test";

const CALLBACK = `${PORTAL_URL}/api/clio/callback`;
const works = (page: Page) =>
  expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });

async function allow(page: Page, email: string): Promise<void> {
  await signInToClio(page, email);
  await page.getByRole("button", { name: "Allow" }).click();
}

for (const width of [1280, 360]) {
  test(`the agency's route takes 6 clicks and no typing at ${width} px`, async ({ open }) => {
    const context = await open(width);
    const page = await context.newPage();
    const hands = new Hands();
    const account = await newAccount();
    const { invitation } = await newFirm(context, "Quill & Adeyemi", undefined, "agency");
    await hands.openMail(page.locator("body"), invitation);
    await hands.click(page.getByRole("button", { name: "Continue" }));
    await expect(page.getByText("We register the application")).toBeVisible();
    if (width === 1280) await look(page, "agency-checklist");
    await hands.click(page.getByRole("link", { name: "Check the plan" }));
    await hands.click(page.getByRole("button", { name: "Essentials" }));
    await expect(page).toHaveURL(/onboarding\/connect/);
    if (width === 1280) await look(page, "agency-connect");
    await hands.click(page.getByRole("button", { name: "Connect Clio" }));
    await allow(page, account.owner);
    await hands.click(page.getByRole("button", { name: "Yes, this is our live account" }));
    await works(page);
    console.log(`agency route at ${width} px: ${hands.clicks} clicks, ${hands.fields} fields`);
    expect(hands.clicks).toBeLessThanOrEqual(6);
    expect(hands.fields).toBe(0);
  });

  test(`a firm's own application takes 14 clicks and 2 pasted fields at ${width} px`, async ({
    open,
  }) => {
    await forgetKeyChecks();
    const context = await open(width);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const hands = new Hands();
    const account = await newAccount();
    const { invitation } = await newFirm(context);
    await hands.openMail(page.locator("body"), invitation);
    await hands.click(page.getByRole("button", { name: "Continue" }));
    await hands.click(page.getByRole("link", { name: "Check the plan" }));
    await hands.click(page.getByRole("button", { name: "Essentials" }));
    const portal = page.getByRole("link", { name: "Open Clio’s developer portal" });
    const opened = context.waitForEvent("page");
    await hands.click(portal);
    await (await opened).close();
    for (const label of ["Name", "Website URL", "Redirect URIs", "Deauthorization Callback URL"]) {
      await hands.click(page.getByRole("button", { name: `Copy: ${label}`, exact: true }));
    }
    const made = await registerInClio(CALLBACK, account.id);
    await hands.click(page.getByRole("button", { name: "Yes, it is saved" }));
    await hands.paste(page.getByLabel("Client ID", { exact: true }), made.key);
    await hands.paste(page.getByLabel("Client secret", { exact: true }), made.secret);
    await hands.click(page.getByRole("button", { name: "Send the keys" }));
    await hands.click(page.getByRole("button", { name: "Connect Clio" }));
    await allow(page, account.owner);
    await hands.click(page.getByRole("button", { name: "Yes, this is our live account" }));
    await works(page);
    console.log(`firm_private at ${width} px: ${hands.clicks} clicks, ${hands.fields} fields`);
    expect(hands.clicks).toBeLessThanOrEqual(14);
    expect(hands.fields).toBe(2);
  });

  test(`a developer account, its days and its letter at ${width} px`, async ({ open }) => {
    await forgetKeyChecks();
    const context = await open(width);
    const page = await context.newPage();
    const picture = (name: string) => (width === 1280 ? look(page, name) : Promise.resolve());
    const account = await newAccount();
    const firm = await newFirm(context, "Quill & Adeyemi", undefined, "firm_developer");
    await acceptInvitation(page, firm.invitation);
    await post(context, "/api/onboarding/plan", { plan: "essentials" });

    await page.goto("/onboarding/developer-account");
    await picture("developer-account");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Enter the e-mail address").first()).toBeVisible();
    await page.getByLabel("E-mail address of the trial").fill("dev@quilladeyemi.test");
    await page.getByLabel("The trial began on").fill(daysAgo(5));
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Your trial ends on")).toBeVisible();
    await page.goto("/onboarding");
    await expect(page.getByText("Your trial at Clio ends on")).toBeVisible();
    await picture("checklist-trial");
    await expect(page.getByRole("link", { name: "Register the application" })).toBeVisible();

    await page.goto("/onboarding/developer-account");
    await page.getByText("I have applied for the conversion").click();
    await page.getByLabel("Applied on").fill(daysAgo(10));
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("A mail to Clio’s developer support")).toBeVisible();
    await picture("developer-account-overdue");
    await firm.staff.goto(firm.address);
    await firm.staff.getByLabel("We asked Clio on").fill(daysAgo(1));
    const noted = firm.staff.waitForEvent("load");
    await firm.staff.getByRole("button", { name: "Note it" }).click();
    await noted;
    await page.reload();
    await expect(page.getByText("asked its own contacts at Clio on")).toBeVisible();

    const made = await registerInClio(CALLBACK, account.id);
    await post(context, "/api/onboarding/application", { done: "yes" });
    const keys = { region: "us", client_id: made.key, client_secret: made.secret };
    await post(context, "/api/onboarding/credentials", keys);
    await connectAs(page, account.owner);
    await page.getByRole("button", { name: "Yes, this is our live account" }).click();
    await works(page);
    // An unconverted trial connects, and does not go live.
    await firm.staff.reload();
    await expect(firm.staff.getByText("Missing: Get a developer account")).toBeVisible();
    await page.goto("/onboarding/developer-account");
    await page.getByText("Clio has approved it").click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL((url) => url.pathname !== "/onboarding/developer-account");
    await firm.staff.reload();
    await firm.staff.getByRole("button", { name: "Switch on", exact: true }).click();
    await expect(firm.staff.getByText(/Live since/)).toBeVisible();
    await page.goto("/onboarding");
    await expect(page.getByText("What comes next")).toBeVisible();
    await picture("checklist-live");
  });
}

test("connecting again from a link takes 3 clicks", async ({ page }) => {
  const account = await newAccount();
  const { staff, address, email } = await readyToConnect(page, account.id);
  await connectAs(page, account.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await works(page);
  await staff.goto(address);
  await staff.getByRole("button", { name: "Send a link to connect again" }).click();
  const hands = new Hands();
  await hands.openMail(page.locator("body"), await newestLink(email, "cra"));
  await hands.click(page.getByRole("button", { name: "Continue" }));
  await hands.click(page.getByRole("button", { name: "Connect Clio" }));
  await page.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Connected" })).toBeVisible();
  await works(page);
  console.log(`connecting again: ${hands.clicks} clicks, ${hands.fields} fields`);
  expect(hands.clicks).toBeLessThanOrEqual(3);
});

test("the agency's application: entered, a box found missing, proven, and the firms told", async ({
  page,
  open,
}) => {
  await forgetKeyChecks();
  const agency = await newAccount({ name: "Agency Test Account", region: "au" });
  const firm = await newFirm(await open(), "Banksia Wills", undefined, "agency", "au");
  await acceptInvitation(page, firm.invitation);
  await page.goto("/onboarding/plan");
  await page.getByRole("button", { name: "Essentials" }).click();
  await expect(page.getByText("Waiting for us").first()).toBeVisible();
  await look(page, "agency-waiting");

  const { staff } = firm;
  await staff.goto("/staff/applications");
  await staff.getByLabel("Integration").selectOption({ label: "Clio and HubSpot contacts" });
  await staff.getByLabel("Region").selectOption("au");
  await staff.getByRole("button", { name: "Go on" }).click();
  await staff.waitForURL(/applications\/app_/);
  await look(staff, "staff-application-new");
  const made = await registerInClio(CALLBACK, agency.id, onlyContacts, "au");
  await staff.getByLabel("Client ID").fill(made.key);
  await staff.getByLabel("Client secret", { exact: true }).fill(made.secret);
  await staff.getByRole("button", { name: "Store the keys" }).click();
  await expect(staff.getByText("Keys stored, not proven")).toBeVisible();
  const prove = async () => {
    await staff.getByRole("button", { name: "Prove it in Clio" }).click();
    await allow(staff, agency.owner);
    await staff.waitForURL(/applications\/app_/);
  };
  await prove();
  await expect(staff.getByText("A box is missing: tick it in Clio")).toBeVisible();
  await look(staff, "staff-application-missing");
  const all = ["users", "contacts", "matters", "activities", "calendars"];
  const permissions = Object.fromEntries(all.map((one) => [one, { read: true, write: false }]));
  await control("PUT", `/applications/${made.appId}`, { permissions });
  await prove();
  await expect(staff.getByText("Every box works")).toBeVisible();
  await look(staff, "staff-application-proven");
  await staff.goto("/staff/applications");
  await look(staff, "staff-applications");
  const living = await control<{ grants: { key: string }[] }>("GET", "/state");
  expect(living.grants.filter(({ key }) => key === made.key)).toEqual([]);

  await expect(async () => {
    const url = `${SANDBOX_URL}/mailbox/messages?to=${encodeURIComponent(firm.email)}`;
    const mails = (await (await fetch(url)).json()) as { subject: string }[];
    expect(mails.map(({ subject }) => subject).join()).toContain("you can go on");
  }).toPass();
  await page.goto("/onboarding");
  await page.getByRole("link", { name: "Go to Connect Clio" }).click();
  await expect(page.getByRole("button", { name: "Connect Clio" })).toBeVisible();
});

test("staff change a firm's route, and what was done stays", async ({ page }) => {
  const account = await newAccount();
  const { staff, address } = await readyToConnect(page, account.id);
  await staff.goto(address);
  const change = async (route: string) => {
    await staff.getByLabel("Change to").selectOption(route);
    const changed = staff.waitForEvent("load");
    await staff.getByRole("button", { name: "Change the route" }).click();
    await changed;
    await expect(staff.getByText("Route changed").first()).toBeVisible();
  };
  await change("agency");
  await page.goto("/onboarding");
  await expect(page.getByText("We register the application")).toBeVisible();
  await expect(page.getByText("Send us the keys")).toHaveCount(0);
  await page.goto("/onboarding/credentials");
  await expect(page).toHaveURL(/\/onboarding$/);
  await change("firm_private");
  await page.goto("/onboarding");
  await expect(page.getByText("Clio accepts them.")).toBeVisible();
  await connectAs(page, account.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await works(page);
});

test("by keyboard alone, from the invitation to a proven connection", async ({ page }) => {
  const account = await newAccount();
  const { invitation } = await newFirm(page.context(), "Quill & Adeyemi", undefined, "agency");
  await page.goto(invitation);
  await tabTo(page, "Continue");
  await page.waitForURL(/\/onboarding$/);
  await tabTo(page, "Check the plan");
  await page.waitForURL(/\/plan/);
  await tabTo(page, "Essentials");
  await page.waitForURL(/\/connect/);
  await tabTo(page, "Connect Clio");
  await allow(page, account.owner);
  await page.waitForURL(/\/status/);
  const heading = page.getByRole("heading", {
    level: 1,
    name: "Is this your firm’s live account?",
  });
  await expect(heading).toBeFocused();
  await tabTo(page, "Yes, this is our live account");
  await works(page);
});

/** Presses Tab until the control of this name has the focus, which must be seen, then Enter. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element ?? document.body);
      const isSeen = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
      return { text: element?.textContent?.trim() ?? "", isSeen };
    });
    if (!focused.text.startsWith(name)) continue;
    expect(focused.isSeen, `the focus on “${name}” can be seen`).toBe(true);
    await page.keyboard.press("Enter");
    return;
  }
  throw new Error(`no Tab leads to “${name}”`);
}

test("without JavaScript, the agency's route and the developer account's to “Working”", async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: PORTAL_URL, javaScriptEnabled: false });
  const page = await context.newPage();
  const account = await newAccount();
  const agency = await newFirm(context, "Quill & Adeyemi", undefined, "agency");
  await page.goto(agency.invitation);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Check the plan" }).click();
  await page.getByRole("button", { name: "Essentials" }).click();
  await page.getByRole("button", { name: "Connect Clio" }).click();
  await allow(page, account.owner);
  await page.waitForURL(/\/status/);
  await expect(page).toHaveTitle(/Is this your firm’s live account/);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await worksAfterReload(page);

  const developer = await newFirm(context, "Ferris & Lunt", undefined, "firm_developer");
  await page.goto(developer.invitation);
  await page.getByRole("button", { name: "Go on for Ferris & Lunt" }).click();
  await page.waitForURL(/\/onboarding$/);
  await page.goto("/onboarding/plan");
  await page.getByRole("button", { name: "I am not sure" }).click();
  await page.waitForURL(/developer-account/);
  await page.getByLabel("E-mail address of the trial").fill("not an address");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Enter the e-mail address").first()).toBeVisible();
  await expect(page.getByLabel("E-mail address of the trial")).toHaveValue("not an address");
  await page.getByLabel("E-mail address of the trial").fill("dev@ferrislunt.test");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Noted", { exact: true })).toBeVisible();
  const live = await newAccount({ name: "Ferris & Lunt" });
  const made = await registerInClio(CALLBACK, live.id);
  await page.goto("/onboarding/application");
  await page.getByRole("button", { name: "Yes, it is saved" }).click();
  await page.waitForURL(/credentials/);
  await forgetKeyChecks();
  await page.getByLabel("Client ID", { exact: true }).fill(made.key);
  await page.getByLabel("Client secret", { exact: true }).fill(made.secret);
  await page.getByRole("button", { name: "Send the keys" }).click();
  await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
  await connectAs(page, live.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await worksAfterReload(page);
  await context.close();
});

/** Without JavaScript the page does not follow by itself. */
async function worksAfterReload(page: Page): Promise<void> {
  await expect(async () => {
    await page.goto("/onboarding/status");
    await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
}

const onlyContacts = Object.fromEntries(
  ["users", "contacts"].map((one) => [one, { read: true, write: false }]),
);

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}
