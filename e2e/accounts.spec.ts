import { control, newAccount, newUser } from "./support/clio";
import { inDatabase } from "./support/database";
import { mailsTo } from "./support/mailbox";
import { allowAndConfirm, connectAs, onAgencyRoute, post } from "./support/portal";
import { expect, look, test } from "./support/test";

const DAY_MS = 86_400_000;

test("the signs of a developer or trial account change the question's words, and block nothing", async ({
  page,
}) => {
  const trial = await newAccount({
    name: "Trial of a Friend",
    owner: "dev.quill@elsewhere.test",
    createdAt: new Date(Date.now() - 2 * DAY_MS).toISOString(),
  });
  const { address } = await onAgencyRoute(page);
  const firmId = address.split("/").at(-1) ?? "";
  await inDatabase(
    (sql) =>
      sql`insert into developer_accounts (firm_id, email) values (${firmId}, ${trial.owner})`,
  );
  await connectAs(page, trial.owner);
  await expect(page.getByText("Please look twice")).toBeVisible();
  for (const sign of [
    "its user has the e-mail address of your developer account",
    "it was opened within the last 30 days",
    "its name is not like your firm’s",
    "its user’s e-mail address is not of your firm’s domain",
    "it has one user alone",
  ]) {
    await expect(page.getByText(sign)).toBeVisible();
  }
  await look(page, "confirm-with-signs");
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
  // Never asked again for an account that was confirmed.
  await connectAs(page, trial.owner);
  await expect(page.getByRole("heading", { level: 1, name: "Connected" })).toBeVisible();
});

test("“That was my developer account” is remembered, and never taken for the live one", async ({
  page,
}) => {
  const developer = await newAccount({ name: "Quill Dev" });
  const live = await newAccount();
  await onAgencyRoute(page);
  await connectAs(page, developer.owner);
  await page.getByRole("button", { name: "That was my developer account" }).click();
  await page.waitForURL(/\/onboarding\/connect/);
  await connectAs(page, developer.owner);
  await expect(
    page.getByRole("heading", { level: 1, name: "This is your developer account" }),
  ).toBeFocused();
  await expect(page.getByRole("button", { name: /^Yes/ })).toHaveCount(0);
  await look(page, "ending-developer-account");
  // The address of the button is not enough: the server refuses, too.
  const grant = await page.locator("input[name=grant]").first().inputValue();
  const { status } = await post(page.context(), "/api/connection/confirm", {
    decision: "account",
    grant,
  });
  expect(status).toBe(409);
  await page.getByRole("button", { name: "Use another account" }).click();
  await page.waitForURL(/\/onboarding\/connect/);
  await allowAndConfirm(page, live.owner);
});

test("OC-02 another account than before: nothing is replaced, and staff may allow it once", async ({
  page,
}) => {
  const first = await newAccount();
  const second = await newAccount({ name: "Quill Holdings" });
  const third = await newAccount({ name: "Quill Estates" });
  const { email, staff, address } = await onAgencyRoute(page);
  await allowAndConfirm(page, first.owner);
  const different = page.getByRole("heading", { level: 1, name: "This is a different account" });

  await connectAs(page, second.owner);
  await expect(different).toBeFocused();
  await expect(page.getByText("Quill Holdings").first()).toBeVisible();
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await look(page, "ending-different-account");
  await page.getByRole("button", { name: "Ask us to change the account" }).click();
  await expect(page.getByText("has been told")).toBeVisible();
  await look(page, "account-change-asked");

  await staff.goto(address);
  const questions = staff.getByRole("table", { name: "Questions of the firm’s people" });
  await expect(questions.getByText("Wants another Clio account")).toBeVisible();
  await expect(staff.getByText("Another Clio account came back", { exact: true })).toBeVisible();
  await look(staff, "staff-account-change");
  await expect(staff.getByLabel("Number of the Clio account")).toHaveValue(String(second.id));
  await staff.getByRole("button", { name: "Allow this account" }).click();
  await expect(staff.getByText("Say why").first()).toBeVisible();
  await staff.locator("#allow-reason").fill("The firm has merged with Quill Holdings.");
  await staff.getByRole("button", { name: "Allow this account" }).click();
  await expect(staff.getByText("Another Clio account came back", { exact: true })).toHaveCount(0);

  await expect(staff.getByText("One other Clio account is allowed")).toBeVisible();
  await expect(async () => {
    const subjects = (await mailsTo(email)).map(({ subject }) => subject).join("\n");
    expect(subjects).toContain("you can change the Clio account now");
  }).toPass();
  await page.goto("/onboarding");
  await expect(page.getByText("A question about the account waits for you.")).toBeVisible();
  await page.goto("/onboarding/status");
  await expect(page.getByText("We have allowed this change")).toBeVisible();
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await look(page, "account-change-allowed");
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Connected account").locator("..")).toContainText("Quill Holdings");
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(async () => {
    const subjects = (await mailsTo(email)).map(({ subject }) => subject).join("\n");
    expect(subjects).toContain("another Clio account is connected");
  }).toPass();

  // Allowed once, and that account alone.
  await connectAs(page, third.owner);
  await expect(different).toBeFocused();
  await page.getByRole("button", { name: "Use another account" }).click();
  await page.waitForURL(/\/onboarding\/connect/);
  await connectAs(page, first.owner);
  await expect(different).toBeFocused();
});

test("an account that another firm is connected to is refused, and that firm is not named", async ({
  page,
  open,
}) => {
  const account = await newAccount({ name: "Shared Chambers" });
  await onAgencyRoute(page, "Quill & Adeyemi");
  await allowAndConfirm(page, account.owner);
  const other = await (await open()).newPage();
  await onAgencyRoute(other, "Ferris & Lunt");
  await connectAs(other, account.owner);
  await expect(
    other.getByRole("heading", { level: 1, name: "This account cannot be connected here" }),
  ).toBeFocused();
  expect(await other.content()).not.toContain("Adeyemi");
  await look(other, "ending-used-elsewhere");
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
});

test("an account that Clio does not name is never used, and says what to do", async ({ page }) => {
  const account = await newAccount();
  const nobody = await newUser(account.id, { name: "Bo Lund", rights: ["contacts", "matters"] });
  await onAgencyRoute(page);
  await connectAs(page, nobody);
  await expect(
    page.getByRole("heading", { level: 1, name: "We cannot see which account this is" }),
  ).toBeFocused();
  await expect(page.getByText("Working", { exact: true })).toHaveCount(0);
  await page.goto("/onboarding");
  await expect(page.getByText("We cannot see which Clio account this is.").first()).toBeVisible();
});

test("Clio refuses everything: the plan is suspected, and said so as a suspicion", async ({
  page,
}) => {
  const account = await newAccount({ plan: "EasyStart" });
  await onAgencyRoute(page);
  await connectAs(page, account.owner);
  await expect(
    page.getByRole("heading", { level: 1, name: "Clio refuses everything" }),
  ).toBeFocused();
  await expect(page.getByText("The likeliest cause is your plan").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Look at the plan" })).toBeVisible();
  await look(page, "ending-plan-suspected");
  // Upgraded: the same trip works, and Clio's own evidence wins over any answer.
  await control("PUT", `/accounts/${account.id}`, { plan: "Essentials" });
  await connectAs(page, account.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
  // "Working" is shown with the last permission that is proven, the plan with the end of the run.
  await expect(async () => {
    await page.goto("/onboarding/plan");
    await expect(page.getByRole("heading", { name: "Your plan is enough" })).toBeVisible();
  }).toPass({ timeout: 90_000 });
  await look(page, "plan-confirmed");
});

test("what is refused is told by its layer: box, user, Clio's firewall", async ({ page }) => {
  const account = await newAccount();
  const lesser = await newUser(account.id, {
    name: "Bo Lund",
    rights: ["users", "contacts", "matters"],
  });
  await onAgencyRoute(page);
  await connectAs(page, lesser);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  // The agency's test account has shown these boxes to be ticked.
  await expect(page.getByText("Your Clio user lacks it")).toHaveCount(2, { timeout: 60_000 });
  await expect(page.getByText("so Bo Lund lacks the right in Clio").first()).toBeVisible();
  await expect(page.getByText("New time entries do not reach HubSpot.").first()).toBeVisible();
  await page.getByRole("link", { name: "Ask your Clio administrator" }).first().click();
  await expect(page).toHaveURL(/\/onboarding\/people\?step=connect/);

  const firewall = { kind: "status", status: 403, body: "<html><body>Forbidden</body></html>" };
  await control("POST", "/faults", { path: "/api/v4", how: firewall });
  try {
    await page.goto("/onboarding/status");
    await page.getByRole("button", { name: "Check again" }).click();
    // Blocked on the way says nothing of a permission: what was definite stays.
    await expect(page.getByText("Your Clio user lacks it")).toHaveCount(2);
    await expect(page.getByText("Works", { exact: true })).toHaveCount(3);
  } finally {
    await control("DELETE", "/faults");
  }
});
