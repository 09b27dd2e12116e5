import type { Page } from "playwright/test";
import { ALL_BOXES, control, newAccount, newUser, signInToClio } from "./support/clio";
import { inDatabase } from "./support/database";
import { mailsTo } from "./support/mailbox";
import { allowAndConfirm, connectAs, onAgencyRoute, readyToConnect } from "./support/portal";
import { expect, look, test } from "./support/test";

/** Each way in which a trip to Clio ends is a page: one heading that has the focus, one cause, one next action. */
async function ending(page: Page, title: string, action: RegExp | null): Promise<void> {
  const heading = page.getByRole("heading", { level: 1, name: title });
  await expect(heading).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`^${title}`));
  await expect(page.getByText(/^Reference [\dA-Z]{4}-[\dA-Z]{4}$/)).toBeVisible();
  const primary = page.getByRole("main").locator("a.bg-accent, button.bg-accent");
  if (action === null) await expect(primary).toHaveCount(0);
  else await expect(primary).toHaveText(action);
  // A reload shows the same, and sends nothing to Clio.
  await page.reload();
  await expect(heading).toBeVisible();
}

type AgencyApplication = { appId: number; accountId: number; region: string; secret: string };

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(ALL_BOXES).filter(([name]) => !names.includes(name)));

test("1: connected", async ({ page }) => {
  const account = await newAccount();
  await onAgencyRoute(page);
  await allowAndConfirm(page, account.owner);
  await connectAs(page, account.owner);
  await ending(page, "Connected", null);
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await look(page, "ending-connected");
});

test("2: connected, but some access is missing", async ({ page }) => {
  const account = await newAccount();
  await readyToConnect(page, account.id, without("contacts", "calendars"));
  await connectAs(page, account.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Needs attention: one permission is missing")).toBeVisible({
    timeout: 60_000,
  });
  await connectAs(page, account.owner);
  await ending(page, "Connected, but some access is missing", /^Fix it in two steps/);
  await expect(page.getByText("People and companies are not kept the same.").first()).toBeVisible();
  await expect(page.getByText("Tick “Contacts” in your application")).toBeVisible();
  await look(page, "ending-access-missing");
});

test("3: not allowed", async ({ page }) => {
  const account = await newAccount();
  await onAgencyRoute(page);
  await connectAs(page, account.owner, "Decline");
  await ending(page, "You chose not to allow access", /^Connect Clio/);
  await look(page, "ending-declined");
});

test("4: is this your live account, and which account is this", async ({ page }) => {
  const account = await newAccount();
  const { appId } = await readyToConnect(page, account.id);
  await connectAs(page, account.owner);
  await ending(page, "Is this your firm’s live account?", /^Yes, this is our live account/);
  await look(page, "ending-confirm");
  await control("PUT", `/applications/${appId}`, { permissions: without("users") });
  await connectAs(page, account.owner);
  await ending(page, "We cannot see which account this is", /^Connect again/);
  await expect(page.getByText("Tick Users in your application")).toBeVisible();
  await look(page, "ending-unreadable");
});

test("5: too late, used, or in another browser", async ({ page }) => {
  const account = await newAccount();
  await onAgencyRoute(page);
  await page.goto("/onboarding/connect");
  await page.getByRole("button", { name: "Connect Clio" }).click();
  await signInToClio(page, account.owner);
  await page.waitForURL(/oauth\/authorize/);
  await inDatabase((sql) => sql`update attempts set expires_at = now() where consumed_at is null`);
  await page.getByRole("button", { name: "Allow" }).click();
  await ending(page, "This took too long or was already used", /^Connect Clio/);
  await look(page, "ending-expired");
  await page.goto("/api/clio/callback?state=unknown&code=unknown");
  await expect(
    page.getByRole("heading", {
      level: 1,
      name: "This took too long, was already used, or was opened in another browser",
    }),
  ).toBeFocused();
  await look(page, "ending-not-yours");
});

test("6: the application's keys are not accepted", async ({ page }) => {
  const account = await newAccount();
  const { appId, key } = await readyToConnect(page, account.id);
  await page.goto("/onboarding/connect");
  await page.getByRole("button", { name: "Connect Clio" }).click();
  await signInToClio(page, account.owner);
  await page.waitForURL(/oauth\/authorize/);
  await control("PUT", `/applications/${appId}`, { secret: "another-secret-made-in-clio" });
  await page.getByRole("button", { name: "Allow" }).click();
  await ending(page, "Clio did not accept the application’s keys", /^Send the keys again/);
  await expect(page.getByText(`ends with ${key.slice(-4)}`)).toBeVisible();
  await expect(page.getByRole("main").getByText("/api/clio/callback")).toBeVisible();
  await look(page, "ending-keys-refused");
});

test("6: the agency's own keys are not accepted, and nobody at the firm has to mend them", async ({
  page,
}) => {
  const account = await newAccount();
  await onAgencyRoute(page);
  const { applications } = await control<{ applications: AgencyApplication[] }>("GET", "/state");
  const ours = applications.find(({ accountId, region }) => accountId === 1006 && region === "us");
  if (!ours) throw new Error("the agency has no application");
  await control("PUT", `/applications/${ours.appId}`, { secret: "another-secret-made-in-clio" });
  try {
    await connectAs(page, account.owner);
  } finally {
    await control("PUT", `/applications/${ours.appId}`, { secret: ours.secret });
  }
  await ending(page, "Clio did not accept our application’s keys", null);
  await expect(page.getByText("Send the keys again")).toHaveCount(0);
  await look(page, "ending-our-keys-refused");
  // It is the application's, not this firm's: staff are told of it by mail, once a day.
  await expect
    .poll(async () => (await mailsTo("admin@anteroom.test")).map(({ subject }) => subject))
    .toContain("AcuCoders: Clio refuses the keys of our application");
});

test("7: Clio is not answering", async ({ page }) => {
  const account = await newAccount();
  await onAgencyRoute(page);
  await control("POST", "/faults", { path: "/oauth/token", how: { kind: "status", status: 503 } });
  try {
    await connectAs(page, account.owner);
  } finally {
    await control("DELETE", "/faults");
  }
  await ending(page, "Clio is not answering", /^Connect Clio/);
  await look(page, "ending-clio-unavailable");
});

test("not coming back has its help for the firm and its mark for staff", async ({ page }) => {
  const account = await newAccount();
  const { staff, address, appId } = await readyToConnect(page, account.id);
  await control("PUT", `/applications/${appId}`, { redirectUris: ["https://guessed.test/back"] });
  await page.goto("/onboarding/connect");
  await page.getByRole("button", { name: "Connect Clio" }).click();
  await signInToClio(page, account.owner);
  await expect(page.getByText("The redirect URI is not one of the application’s.")).toBeVisible();
  await inDatabase(
    (sql) =>
      sql`update attempts set created_at = now() - interval '61 seconds' where consumed_at is null`,
  );
  await page.goto("/onboarding");
  await expect(page.getByText("Did Clio show an error?")).toBeVisible();
  await look(page, "left-for-clio");
  await page.goto("/onboarding/connect");
  await expect(page.getByText("Did Clio show an error?")).toBeVisible();
  await staff.goto(address);
  await expect(staff.getByText("Left for Clio, not back")).toBeVisible();
  await staff.goto("/staff/firms");
  await expect(staff.getByText("Left for Clio, not back").first()).toBeVisible();
});

test("fewer rights than before keep the old connection, and the person decides", async ({
  page,
}) => {
  const account = await newAccount();
  const lesser = await newUser(account.id, { name: "Bo Lund", rights: ["users", "contacts"] });
  await onAgencyRoute(page);
  await allowAndConfirm(page, account.owner);
  await connectAs(page, lesser);
  await ending(
    page,
    "This connection may do less than the one you have",
    /^Let another person connect/,
  );
  await expect(page.getByText("Bo Lund lacks: Matters, Activities.")).toBeVisible();
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await look(page, "ending-fewer");
  await page.getByRole("button", { name: "Let another person connect" }).click();
  await page.waitForURL(/\/onboarding\/people\?step=connect/);
  await page.goto("/onboarding/status");
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await connectAs(page, lesser);
  await page.getByRole("button", { name: "Use this one anyway" }).click();
  await expect(page.getByText("Your Clio user lacks it").first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Needs attention: 2 permissions are missing")).toBeVisible();
  await look(page, "status-user-lacks");
});

test("another person of the same account takes over without a gap", async ({ page }) => {
  const account = await newAccount();
  const second = await newUser(account.id, { name: "Bo Lund", roles: ["Administrator"] });
  await onAgencyRoute(page);
  await allowAndConfirm(page, account.owner);
  await page.goto("/onboarding/status");
  await expect(page.getByText("Depends on Owner’s Clio user")).toBeVisible();
  await connectAs(page, second);
  await ending(page, "Connected", null);
  await expect(page.getByText("Connected as Bo Lund (before: Owner)")).toBeVisible();
  await expect(page.getByText("Depends on Bo Lund’s Clio user")).toBeVisible();
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
});
