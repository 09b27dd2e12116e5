import { existsSync } from "node:fs";
import { expect, type BrowserContext, type Page } from "playwright/test";
import { beSignedInToClio, registerInClio, type Boxes } from "./clio";
import { inDatabase } from "./database";
import { codesTo, mailsTo, newestCode, newestLink } from "./mailbox";

export const PORTAL_URL = process.env.E2E_PORTAL_URL ?? "";
const ADMIN = "admin@anteroom.test";

/** Asks for a sign-in link on the page; returns the one that was mailed for it. */
export async function askForLink(page: Page, email: string): Promise<string> {
  const before = (await mailsTo(email)).flatMap((mail) => mail.links);
  await page.goto("/sign-in");
  await page.getByLabel("Your e-mail address").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  return newestLink(email, "clg", before);
}

/** Signs staff in by a mailed link. */
export async function signInAsStaff(page: Page, email = ADMIN): Promise<void> {
  await page.goto(await askForLink(page, email));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/staff/);
}

/** Sends a form of the portal's as its page would; the answer's JSON. */
export async function post(context: BrowserContext, path: string, form: Record<string, string>) {
  const response = await context.request.post(`${PORTAL_URL}${path}`, {
    form,
    headers: { accept: "application/json", origin: PORTAL_URL, "sec-fetch-site": "same-origin" },
  });
  return { status: response.status(), body: (await response.json()) as Record<string, unknown> };
}

let staffTab: Page | undefined;

/** A firm that nobody else uses, made by staff without their page: its contact, invitation, and address for staff. */
export async function newFirm(
  context: BrowserContext,
  name = "Quill & Adeyemi",
  email = `mara.${Math.random().toString(36).slice(2, 10)}@quilladeyemi.test`,
  route = "firm_private",
  region = "us",
  /** The name of one that is not the first. */
  integration?: string,
): Promise<{ name: string; email: string; invitation: string; staff: Page; address: string }> {
  const before = (await mailsTo(email)).flatMap((mail) => mail.links);
  const staff = (staffTab ??= await staffPage(context));
  const { status, body } = await post(staff.context(), "/api/staff/firms", {
    name,
    route,
    region,
    integration: await integrationId(integration),
    contact_name: "Mara Quill",
    contact_email: email,
  });
  expect([status, body]).toEqual([200, { ok: true, location: expect.any(String) }]);
  const invitation = await newestLink(email, "cin", before);
  return { name, email, invitation, staff, address: `${PORTAL_URL}${String(body.location)}` };
}

/** Staff send a firm another invitation without their page. */
export async function inviteAgain(firm: { staff: Page; address: string }): Promise<void> {
  const path = `/api${new URL(firm.address).pathname}/invitation`;
  const { status } = await post(firm.staff.context(), path, {});
  expect(status).toBe(200);
}

/** The id of the integration of this name, or of the first. */
async function integrationId(name = ""): Promise<string> {
  const [found] = await inDatabase(
    (sql) => sql<{ id: string }[]>`
      select id from integrations where ${name} in ('', name) order by name limit 1`,
  );
  if (!found) throw new Error(`there is no integration ${name}`);
  return found.id;
}

/** One session of staff for the whole run: signing in is limited per address. */
export async function staffPage(context: BrowserContext): Promise<Page> {
  const path = `test-results/e2e/staff-${new URL(PORTAL_URL).port}.json`;
  const isThere = existsSync(path);
  const own = await context
    .browser()
    ?.newContext({ baseURL: PORTAL_URL, storageState: isThere ? path : undefined });
  if (!own) throw new Error("the browser has gone");
  const page = await own.newPage();
  if (!isThere) {
    await signInAsStaff(page);
    await own.storageState({ path });
  }
  return page;
}

/** Opens an invitation and lands on the checklist. */
export async function acceptInvitation(page: Page, invitation: string): Promise<void> {
  await accept(page.context(), invitation);
  await page.goto("/onboarding");
  await expect(page).toHaveURL(`${PORTAL_URL}/onboarding`);
}

/** Presses Continue on an invitation's page without the page. */
async function accept(context: BrowserContext, invitation: string): Promise<void> {
  const token = invitation.split("/l/")[1] ?? "";
  const { status, body } = await post(context, `/api/links/${token}`, {});
  expect([status, body]).toEqual([200, { ok: true, location: "/onboarding" }]);
}

/** Many firms send keys in one run: the limit for all of them together starts anew. */
export function forgetKeyChecks(): Promise<void> {
  return forgetTries("keys");
}

/** Lets the limits whose keys are like this start anew; without a pattern, all of them. */
export async function forgetTries(pattern = "%"): Promise<void> {
  await inDatabase((sql) => sql`delete from rate_limits where key like ${pattern}`);
}

/** Takes a new firm, signed in on `page`, up to Connect: plan, application and keys are there. */
export async function readyToConnect(
  page: Page,
  accountId: number,
  permissions?: Boxes,
  region = "us",
): Promise<{
  email: string;
  staff: Page;
  address: string;
  appId: number;
  key: string;
  secret: string;
}> {
  const context = page.context();
  await forgetKeyChecks();
  const firm = await newFirm(context, undefined, undefined, undefined, region);
  const { email, invitation, staff, address } = firm;
  await accept(context, invitation);
  await post(context, "/api/onboarding/plan", { plan: "essentials" });
  const application = await registerInClio(
    `${PORTAL_URL}/api/clio/callback`,
    accountId,
    permissions,
    region,
  );
  await post(context, "/api/onboarding/application", { done: "yes" });
  const { status } = await post(context, "/api/onboarding/credentials", {
    region,
    client_id: application.key,
    client_secret: application.secret,
  });
  expect(status).toBe(200);
  return { email, staff, address, ...application };
}

/** Takes a new firm on the agency's route, signed in on `page`, up to Connect: its plan is there. */
export async function onAgencyRoute(
  page: Page,
  name?: string,
  email?: string,
): Promise<{ email: string; staff: Page; address: string }> {
  const { invitation, ...firm } = await newFirm(page.context(), name, email, "agency");
  await accept(page.context(), invitation);
  await post(page.context(), "/api/onboarding/plan", { plan: "essentials" });
  return firm;
}

/** Connects as this Clio user without Clio's pages, says yes to the account, and waits for the proof. */
export async function allowAndConfirm(page: Page, clioEmail: string): Promise<void> {
  await page.goto(await heldReturn(page, clioEmail));
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
}

/** From the page of Connect through Clio's approval screen, as this Clio user and no other before. */
export async function connectAs(page: Page, clioEmail: string, answer = "Allow"): Promise<void> {
  await page.context().clearCookies({ name: /^clio_sandbox/ });
  await beSignedInToClio(page.context(), clioEmail);
  await page.goto("/onboarding/connect");
  await page.getByRole("button", { name: "Connect Clio" }).click();
  await page.getByRole("button", { name: answer }).click();
  await page.waitForURL(/\/onboarding\/status/);
}

/** Presses Connect and Allow without their pages, and is told where Clio sends the browser back to. */
export async function heldReturn(page: Page, clioEmail: string): Promise<string> {
  const context = page.context();
  await context.clearCookies({ name: /^clio_sandbox/ });
  await beSignedInToClio(context, clioEmail);
  const { status, body } = await post(context, "/api/clio/connect", {});
  expect(status).toBe(200);
  const { href, searchParams } = new URL(String(body.location));
  const form = { ...Object.fromEntries(searchParams), answer: "allow" };
  const answer = await context.request.post(href, { form, maxRedirects: 0 });
  return answer.headers().location ?? "";
}

/** Has the code mailed on the page that asks for it, and enters it. */
export async function enterCode(page: Page, email: string): Promise<void> {
  const before = await codesTo(email);
  await page.getByRole("button", { name: "Mail me the code" }).click();
  await page.getByLabel("The code from the mail").fill(await newestCode(email, before));
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByLabel("The code from the mail")).toHaveCount(0);
}
