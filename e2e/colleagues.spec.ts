import type { Page } from "playwright/test";
import { ALL_BOXES, newAccount, registerInClio } from "./support/clio";
import { inDatabase } from "./support/database";
import { mailsTo, newestLink } from "./support/mailbox";
import {
  acceptInvitation,
  allowAndConfirm,
  connectAs,
  enterCode,
  newFirm,
  onAgencyRoute,
  PORTAL_URL,
  post,
} from "./support/portal";
import { expect, look, test } from "./support/test";

const someone = () => `colleague.${Math.random().toString(36).slice(2, 10)}@quilladeyemi.test`;

/** Hands a step on from the people's page, after the code that is asked for once in a session. */
async function handOver(page: Page, from: string, step: string, to: string): Promise<string> {
  await page.goto(`/onboarding/people?step=${step}`);
  if (await page.getByRole("button", { name: "Mail me the code" }).isVisible()) {
    await enterCode(page, from);
  }
  await page.goto(`/onboarding/people?step=${step}`);
  await page.locator("#hand-over-email").fill(to);
  await page.getByRole("button", { name: "Send the step" }).click();
  await expect(page.getByText("The step is on its way")).toBeVisible();
  return newestLink(to, "cho");
}

test("H-1 a colleague connects by a link for one step, and the main contact confirms", async ({
  page,
  open,
}) => {
  const account = await newAccount();
  const { email } = await onAgencyRoute(page);
  await page.goto("/onboarding/people?step=connect");
  await look(page, "people-code");
  const to = someone();
  const link = await handOver(page, email, "connect", to);
  await look(page, "people");

  const colleague = await (await open()).newPage();
  await colleague.goto(link);
  await colleague.getByRole("button", { name: "Continue" }).click();
  await colleague.waitForURL(/\/onboarding\/connect/);
  await expect(
    colleague.getByRole("heading", { name: "Connect Clio for Quill & Adeyemi" }),
  ).toBeVisible();
  await look(colleague, "handed-over-connect");
  // The link is for this step and nothing else.
  for (const path of ["", "/plan", "/people", "/help", "/sheet"]) {
    await colleague.goto(`/onboarding${path}`);
    await expect(colleague).toHaveURL(/\/onboarding\/connect/);
  }
  const elsewhere = await post(colleague.context(), "/api/onboarding/plan", { plan: "advanced" });
  expect(elsewhere.status).toBe(403);
  await connectAs(colleague, account.owner);
  await expect(colleague.getByText("Mara Quill is asked to confirm this account")).toBeVisible();
  await expect(colleague.getByRole("button", { name: /^Yes/ })).toHaveCount(0);
  await look(colleague, "handed-over-waits");
  const confirm = await post(colleague.context(), "/api/connection/confirm", {
    decision: "account",
  });
  expect(confirm.status).toBe(403);

  await page.goto("/onboarding/status");
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
  // The step is done: the link has died, and with it the session that it started.
  await colleague.goto("/onboarding/connect");
  await expect(colleague).toHaveURL(/\/sign-in/);
  await colleague.goto(link);
  await expect(
    colleague.getByRole("heading", { name: "This link is no longer valid" }),
  ).toBeVisible();
});

test("H-1 an account that does not look like the firm's is looked at by staff as well", async ({
  page,
  open,
}) => {
  const foreign = await newAccount({ name: "Harbour Trust", owner: "mina@harbourtrust.test" });
  const { email, staff, address } = await onAgencyRoute(page);
  const link = await handOver(page, email, "connect", "mina@harbourtrust.test");
  const colleague = await (await open()).newPage();
  await colleague.goto(link);
  await colleague.getByRole("button", { name: "Continue" }).click();
  await colleague.waitForURL(/\/onboarding\/connect/);
  await connectAs(colleague, foreign.owner);
  await page.goto("/onboarding/status");
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByRole("heading", { name: "We look at this account first" })).toBeVisible();
  await expect(page.getByText("Working", { exact: true })).toHaveCount(0);
  await look(page, "agency-confirms");
  await staff.goto(address);
  await expect(staff.getByText("Is this the firm’s account?")).toBeVisible();
  await look(staff, "staff-confirm-account");
  await staff.getByRole("button", { name: "Yes, it is the firm’s" }).click();
  await expect(staff.getByText("Is this the firm’s account?")).toHaveCount(0);
  await page.goto("/onboarding/status");
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
});

test("LK-09 one step in three browsers: who does it is thanked, the others are told", async ({
  page,
  open,
}) => {
  const { invitation, email } = await newFirm(page.context());
  await acceptInvitation(page, invitation);
  const link = await handOver(page, email, "plan", someone());
  const browsers = await Promise.all([open(), open(), open()]);
  const pages = await Promise.all(browsers.map((browser) => browser.newPage()));
  for (const one of pages) {
    await one.goto(link);
    await one.getByRole("button", { name: "Continue" }).click();
    await one.waitForURL(/\/onboarding\/plan/);
    // Nothing of the connection is theirs to see.
    expect((await one.request.get("/api/connection")).status()).toBe(403);
  }
  const [first, ...others] = pages;
  if (!first) throw new Error("no browser opened");
  await first.getByRole("button", { name: "Essentials" }).click();
  await expect(first.getByRole("heading", { name: "Thank you. This step is done" })).toBeVisible();
  await look(first, "handed-back");
  for (const one of others) {
    await one.getByRole("button", { name: "Advanced" }).click();
    await expect(one.getByText("a link ends when its step is done")).toBeVisible();
    await expect(one.getByRole("alert").getByRole("link", { name: "Sign in" })).toBeVisible();
    await one.goto(link);
    await expect(one.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
  }
  await page.goto("/onboarding/plan");
  await expect(page.getByText("Essentials is enough")).toBeVisible();
});

test("H-6 a step goes to five addresses a day, says nothing of its own, and can be refused", async ({
  page,
  open,
}) => {
  const { email, staff, address } = await onAgencyRoute(page, "Bell & Rowe <b>Ltd</b>");
  const first = someone();
  await handOver(page, email, "plan", first);
  for (let more = 0; more < 3; more += 1) await handOver(page, email, "plan", someone());
  const last = someone();
  const link = await handOver(page, email, "plan", last);
  const [mail] = await mailsTo(last);
  expect(mail?.links).toEqual([link]);
  await page.locator("#hand-over-email").fill(someone());
  await page.getByRole("button", { name: "Send the step" }).click();
  await expect(page.getByText("Your firm has written to 5 people today").first()).toBeVisible();
  await staff.goto(address);
  await expect(staff.getByText(first).first()).toBeVisible();

  const stranger = await (await open()).newPage();
  await stranger.goto(link);
  await look(stranger, "link-handed-over");
  await stranger.getByRole("button", { name: "This is not for me" }).click();
  await expect(stranger.getByRole("heading", { name: "Thank you for telling us" })).toBeVisible();
  await look(stranger, "link-refused");
  await stranger.goto(link);
  await expect(
    stranger.getByRole("heading", { name: "This link is no longer valid" }),
  ).toBeVisible();
  await staff.reload();
  const questions = staff.getByRole("table", { name: "Questions of the firm’s people" });
  await expect(questions.getByText("A link reached the wrong person")).toBeVisible();
});

test("several people of a firm: added with a code, everybody told, removed at once", async ({
  page,
  open,
}) => {
  const { email } = await onAgencyRoute(page);
  const to = someone();
  await page.goto("/onboarding/people");
  await enterCode(page, email);
  await page.getByLabel("Name", { exact: true }).fill("Ben Adeyemi");
  await page.getByLabel("E-mail address", { exact: true }).fill(to);
  await page.getByRole("button", { name: "Add and invite" }).click();
  await expect(page.getByRole("rowheader", { name: "Ben Adeyemi" })).toBeVisible();
  await expect(async () => {
    const subjects = (await mailsTo(email)).map(({ subject }) => subject).join();
    expect(subjects).toContain("a person was added");
  }).toPass();
  const ben = await (await open()).newPage();
  await acceptInvitation(ben, await newestLink(to, "cin"));
  await expect(ben.getByText("Connect your firm’s Clio account")).toBeVisible();
  await page.getByRole("button", { name: "Remove Ben Adeyemi" }).click();
  await expect(page.getByRole("rowheader", { name: "Ben Adeyemi" })).toHaveCount(0);
  await ben.reload();
  await expect(ben).toHaveURL(/\/sign-in/);
});

test("LK-08 a page of one firm does nothing for the other that its person changed over to", async ({
  page,
}) => {
  const context = page.context();
  const { invitation, email } = await newFirm(context, "Bell & Rowe", undefined, "agency");
  await acceptInvitation(page, invitation);
  await newFirm(context, "Rowe Estates", email, "agency");
  await page.goto("/onboarding/plan");
  const tab = await context.newPage();
  await tab.goto("/onboarding");
  await tab.getByText("Firm: Bell & Rowe").click();
  await tab.getByRole("button", { name: "Rowe Estates" }).click();
  await expect(tab.getByText("Firm: Rowe Estates")).toBeVisible();
  await page.getByRole("button", { name: "Essentials" }).click();
  await expect(page.getByText("This page was of another of your firms").first()).toBeVisible();
  await tab.goto("/onboarding/plan");
  await expect(tab.getByText("Essentials is enough")).toHaveCount(0);
  await tab.getByRole("button", { name: "Essentials" }).click();
  await expect(tab).toHaveURL(/after=plan/);
});

test("H-4 what somebody who is stuck writes reaches staff, and no key with it", async ({
  page,
}) => {
  const account = await newAccount();
  const { secret } = await registerInClio(`${PORTAL_URL}/api/clio/callback`, account.id, ALL_BOXES);
  const { staff, address } = await onAgencyRoute(page);
  await page.goto("/onboarding/plan");
  await page.getByText("I am stuck").click();
  await page.getByLabel("Where are you stuck?").fill(`I do not see a plan. My secret: ${secret}`);
  await look(page, "step-help");
  await page.locator("form", { hasText: "Where are you stuck?" }).getByRole("button").click();
  await expect(page.getByText("has been told")).toBeVisible();
  await expect(page.getByText("Keys belong into the form of")).toBeVisible();
  await look(page, "step-help-told");
  await page.getByText("Clio looks different here").click();
  await page.getByLabel("What do you see?").fill("The menu is called Billing.");
  await page.locator("form", { hasText: "What do you see?" }).getByRole("button").click();
  await expect(page.getByText("They look at Clio’s page")).toBeVisible();
  await staff.goto(address);
  await expect(staff.getByText("My secret: [removed]")).toBeVisible();
  await expect(staff.getByText("The menu is called Billing.")).toBeVisible();
  expect(await staff.content()).not.toContain(secret);
  await look(staff, "staff-questions");
  await staff.goto("/staff/firms");
  await expect(staff.getByText("Somebody asked for help").first()).toBeVisible();
  await staff.goto(address);
  const done = staff.getByRole("button", { name: "Done" });
  await done.first().click();
  await expect(done).toHaveCount(1);
  await done.click();
  await expect(staff.getByText("Questions of the firm’s people")).toHaveCount(0);
});

test("“Remind me on …” sends one mail on that day", async ({ page }) => {
  const { email, invitation } = await newFirm(page.context());
  await acceptInvitation(page, invitation);
  await page.goto("/onboarding/plan");
  await page.getByText("Remind me later").click();
  await page.getByRole("button", { name: "Remind me", exact: true }).click();
  await expect(page.getByText(/^Reminder on /)).toBeVisible();
  await inDatabase((sql) => sql`update reminders set remind_on = current_date - 1`);
  const reminders = async () =>
    (await mailsTo(email)).filter(({ subject }) => subject.includes("wanted to be reminded"));
  await expect.poll(async () => (await reminders()).length, { timeout: 240_000 }).toBe(1);
  await page.reload();
  await expect(page.getByText("Remind me later")).toBeVisible();
});

test("H-8 a link that staff copy marks what is done with it, and cannot confirm an account", async ({
  page,
  open,
}) => {
  const account = await newAccount();
  const { staff, address } = await newFirm(page.context(), undefined, undefined, "agency");
  await staff.goto(address);
  await staff.getByRole("button", { name: "Make a link to copy" }).click();
  const shown = staff.locator("dl", { hasText: "A link for the main contact" }).locator("code");
  const link = await shown.innerText();
  await staff.reload();
  await expect(staff.getByText(link)).toHaveCount(0);
  const operator = await (await open()).newPage();
  await acceptInvitation(operator, link);
  await post(operator.context(), "/api/onboarding/plan", { plan: "essentials" });
  await connectAs(operator, account.owner);
  await operator.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(
    operator.getByText("open the link in the mail that we sent to you").first(),
  ).toBeVisible();
  await staff.reload();
  await expect(staff.getByText(/through a link copied by/).first()).toBeVisible();
});

test("the help page and the sheet for partners carry the firm's own facts", async ({ page }) => {
  const account = await newAccount({ name: "Quill & Adeyemi LLP" });
  await onAgencyRoute(page);
  await allowAndConfirm(page, account.owner);
  await page.goto("/onboarding/help");
  await expect(page.getByText("Quill & Adeyemi LLP").first()).toBeVisible();
  await expect(page.getByText("Essentials").first()).toBeVisible();
  await look(page, "help");
  await page.goto("/onboarding/sheet");
  await expect(page.getByText("Sends time entries to HubSpot’s timeline")).toBeVisible();
  await look(page, "sheet");
});
