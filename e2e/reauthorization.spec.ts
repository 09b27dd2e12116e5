import type { BrowserContext, Page } from "playwright/test";
import { control, newAccount, registerInClio, signInToClio, type Boxes } from "./support/clio";
import { Hands } from "./support/hands";
import { mailsTo, newestLink } from "./support/mailbox";
import {
  acceptInvitation,
  allowAndConfirm,
  connectAs,
  forgetKeyChecks,
  newFirm,
  PORTAL_URL,
  post,
} from "./support/portal";
import { expect, look, test } from "./support/test";

const CALLBACK = `${PORTAL_URL}/api/clio/callback`;
/** The agency's own account for trying its applications (sandbox/state.ts). */
const AGENCY = { accountId: 1006, user: "sam@acucoders.test" };

const boxes = (...names: string[]): Boxes =>
  Object.fromEntries(
    ["users", "contacts", ...names].map((one) => [one, { read: true, write: false }]),
  );
const tick = (appId: number, permissions: Boxes) =>
  control("PUT", `/applications/${appId}`, { permissions });
const words = (resource: string, purpose: string) => ({
  [`${resource}_access`]: "read",
  [`${resource}_purpose`]: purpose,
  [`${resource}_impact`]: "It does not show in HubSpot.",
});
const CONTACTS = words("contacts", "Keeps people and companies the same");
const works = (page: Page) =>
  expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });

/** An integration that no other test uses, which needs contacts. */
async function newIntegration(staff: Page): Promise<{ name: string; id: string; path: string }> {
  const name = `Deadlines ${Math.random().toString(36).slice(2, 8)}`;
  const summary = "Shows deadlines in HubSpot.";
  await post(staff.context(), "/api/staff/integrations", { name, summary, ...CONTACTS });
  await staff.goto("/staff/integrations");
  const path = (await staff.getByRole("link", { name }).getAttribute("href")) ?? "";
  return { name, path, id: path.split("/").at(-1) ?? "" };
}

/** The agency's application for it, entered and proven. Returns how it is proven again. */
async function proveOurs(staff: Page, integration: string) {
  await forgetKeyChecks();
  const made = await registerInClio(CALLBACK, AGENCY.accountId, boxes());
  const { body } = await post(staff.context(), "/api/staff/applications", {
    integration,
    region: "us",
  });
  const address = String(body["location"]);
  await post(staff.context(), `/api${address}/keys`, {
    client_id: made.key,
    client_secret: made.secret,
  });
  const prove = async () => {
    await staff.goto(address);
    await staff.getByRole("button", { name: "Prove it in Clio" }).click();
    await signInToClio(staff, AGENCY.user);
    await staff.getByRole("button", { name: "Allow" }).click();
    await staff.waitForURL(`**${address}`);
  };
  await prove();
  return { prove, appId: made.appId };
}

type Connected = {
  route: string;
  context: BrowserContext;
  page: Page;
  email: string;
  owner: string;
  appId: number | null;
};

/** A firm of this integration that works. */
async function connectedFirm(
  context: BrowserContext,
  route: string,
  integration: string,
): Promise<Connected & { staff: Page }> {
  const page = await context.newPage();
  const firm = await newFirm(context, undefined, undefined, route, "us", integration);
  const account = await newAccount();
  await acceptInvitation(page, firm.invitation);
  await post(context, "/api/onboarding/plan", { plan: "essentials" });
  let appId: number | null = null;
  if (route !== "agency") {
    await forgetKeyChecks();
    const made = await registerInClio(CALLBACK, account.id, boxes());
    await post(context, "/api/onboarding/application", { done: "yes" });
    const keys = { region: "us", client_id: made.key, client_secret: made.secret };
    expect((await post(context, "/api/onboarding/credentials", keys)).status).toBe(200);
    ({ appId } = made);
  }
  await allowAndConfirm(page, account.owner);
  const { email, staff } = firm;
  return { route, context, page, email, owner: account.owner, appId, staff };
}

/** A version that adds tasks, published without its pages. */
async function publishTasks(staff: Page, integration: { id: string; path: string }, due: string) {
  const api = `/api/staff/integrations/${integration.id}`;
  const drafted = await post(staff.context(), `${api}/draft`, {
    note: "Your deadlines show in HubSpot from now on.",
    due: due ? "on" : "at_once",
    due_on: due,
    ...CONTACTS,
    ...words("tasks", "Shows deadlines beside a contact"),
  });
  expect(drafted.status).toBe(200);
  await staff.goto(integration.path);
  await staff.getByRole("button", { name: "Publish version 2" }).click();
  await staff.waitForURL(/\/campaign/);
}

async function followLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/onboarding\/connect/);
}

const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("a campaign over three firms on three routes takes at most 3 clicks of each", async ({
  open,
}) => {
  const setUp = await open();
  const { staff } = await newFirm(setUp, "Quill & Adeyemi");
  const integration = await newIntegration(staff);
  const ours = await proveOurs(staff, integration.id);
  const firms: Connected[] = [];
  for (const route of ["agency", "firm_private", "firm_developer"]) {
    firms.push(await connectedFirm(await open(), route, integration.name));
  }

  await staff.goto(integration.path);
  await staff.getByRole("link", { name: "Draft a new version" }).click();
  await staff.getByLabel("Word to firms").fill("Your deadlines show in HubSpot from now on.");
  await staff.getByLabel("At once").check();
  const form = staff.getByRole("group", { name: "Tasks" });
  await form.getByLabel("Access").selectOption("read");
  await form.getByLabel("What it is for").fill("Shows deadlines beside a contact");
  await staff.getByRole("button", { name: "Save the draft" }).click();
  await expect(staff.getByText("Say what stops working without it.").first()).toBeVisible();
  await look(staff, "staff-integration-draft-wrong");
  await form.getByLabel("What stops working without it").fill("No deadline shows in HubSpot.");
  await staff.getByRole("button", { name: "Save the draft" }).click();
  await expect(staff.getByText("3 of 3 firms are asked.")).toBeVisible();
  await expect(staff.getByRole("button", { name: "Publish version 2" })).toHaveCount(0);
  await tick(ours.appId, boxes("tasks"));
  await ours.prove();
  await expect(staff.getByText("Every box works")).toBeVisible();
  await staff.goto(integration.path);
  await look(staff, "staff-integration-draft");
  await staff.getByRole("button", { name: "Publish version 2" }).click();
  await staff.waitForURL(/\/campaign/);

  const clicks: number[] = [];
  for (const { route, page, email, owner, appId } of firms) {
    const hands = new Hands();
    await hands.openMail(page.locator("body"), await newestLink(email, "cra"));
    await hands.click(page.getByRole("button", { name: "Continue" }));
    await expect(page.getByRole("heading", { name: /^Allow what is new/ })).toBeVisible();
    if (appId !== null) {
      const table = page.getByRole("table", { name: "Permissions to tick in Clio’s form" });
      await expect(table.getByRole("row", { name: /Tasks New/ })).toBeVisible();
      await tick(appId, boxes("tasks"));
    }
    if (route === "agency") await look(page, "reauthorize-agency");
    if (route === "firm_private") await look(page, "reauthorize-own");
    await hands.click(page.getByRole("button", { name: "Connect Clio" }));
    await signInToClio(page, owner);
    await page.getByRole("button", { name: "Allow" }).click();
    await works(page);
    clicks.push(hands.clicks);
  }
  console.log(`re-authorization on three routes: ${clicks.join(", ")} clicks from the mail`);
  expect(Math.max(...clicks)).toBeLessThanOrEqual(3);
  await staff.reload();
  await expect(staff.getByText("3 of 3")).toBeVisible();
  await expect(staff.getByText("Done, authorized again").nth(3)).toBeVisible();
  for (const { email } of firms) {
    const asked = (await mailsTo(email)).filter(({ subject }) => /new permissions/.test(subject));
    expect(asked).toHaveLength(1);
  }
});

test("a firm declines what is new, keeps what it has, and comes back", async ({ open }) => {
  const { staff } = await newFirm(await open(), "Quill & Adeyemi");
  const integration = await newIntegration(staff);
  const firm = await connectedFirm(await open(), "firm_private", integration.name);
  const { page } = firm;
  await publishTasks(staff, integration, inDays(20));
  await followLink(page, await newestLink(firm.email, "cra"));
  await page.goto("/onboarding");
  await expect(page.getByText(/From \d+ \w+ \d{4} on, .* also needs Tasks/).first()).toBeVisible();
  await look(page, "checklist-new-permissions");
  await connectAs(page, firm.owner, "Decline");
  await expect(page.getByRole("heading", { name: "You chose not to allow access" })).toBeVisible();
  await page.goto("/onboarding/status");
  await works(page);
  await expect(page.getByText("New, not allowed yet")).toBeVisible();
  await look(page, "status-new-permissions");
  await staff.reload();
  await expect(staff.getByRole("row", { name: /Declined/ })).toBeVisible();
  await look(staff, "staff-campaign");
  const again = staff.getByRole("button", { name: /^Send the link again to Quill/ });
  const before = (await mailsTo(firm.email)).flatMap(({ links }) => links);
  await again.click();
  await expect(staff.getByText("The link is on its way")).toBeVisible();

  await followLink(page, await newestLink(firm.email, "cra", before));
  await tick(firm.appId ?? 0, boxes("tasks"));
  await page.getByRole("button", { name: "Connect Clio" }).click();
  await signInToClio(page, firm.owner);
  await page.getByRole("button", { name: "Allow" }).click();
  await works(page);
  await expect(page.getByText("New, not allowed yet")).toHaveCount(0);
  await staff.goto(`${integration.path}/campaign`);
  await expect(staff.getByText("1 of 1")).toBeVisible();
});

test("OC-02 a wrong account at re-authorization changes nothing", async ({ open }) => {
  const { staff } = await newFirm(await open(), "Quill & Adeyemi");
  const integration = await newIntegration(staff);
  const firm = await connectedFirm(await open(), "firm_private", integration.name);
  const { page } = firm;
  await publishTasks(staff, integration, "");
  await followLink(page, await newestLink(firm.email, "cra"));
  await tick(firm.appId ?? 0, boxes("tasks"));
  const other = await newAccount({ name: "Another Firm" });
  await connectAs(page, other.owner);
  await expect(page.getByRole("heading", { name: "This is a different account" })).toBeVisible();
  await page.getByRole("button", { name: "Use another account" }).click();
  await page.waitForURL(/\/onboarding\/connect/);
  await page.goto("/onboarding/status");
  await expect(page.getByText("Needs attention: a permission was added")).toBeVisible();
  await expect(page.getByText("Quill & Adeyemi (app.clio.com)")).toBeVisible();
  await look(page, "status-reauthorization-due");
  await connectAs(page, firm.owner);
  await works(page);
});
