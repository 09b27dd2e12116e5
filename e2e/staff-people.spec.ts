import type { Page } from "playwright/test";
import { totpCode, totpStepOf } from "@/lib/identity/totp";
import { inDatabase } from "./support/database";
import { newestLink } from "./support/mailbox";
import { askForLink, post, signInAsStaff } from "./support/portal";
import { expect, look, test } from "./support/test";

const unique = () => Math.random().toString(36).slice(2, 10);

/** Somebody of staff with this role, as the operator's command makes them. */
async function staffWithRole(role: "admin" | "operator" | "viewer", name: string) {
  const id = `person_${unique()}`;
  const email = `${role}.${unique()}@acucoders.test`;
  await inDatabase(
    (sql) => sql`insert into people (id, kind, staff_role, email, name)
      values (${id}, 'staff', ${role}, ${email}, ${name})`,
  );
  return { id, email, name };
}

/** A code that was not given yet: the step that counts is moved back, as if time had passed. */
async function nextCode(personId: string, secret: string): Promise<string> {
  await inDatabase(
    (sql) => sql`update staff_factors set last_step = 1 where person_id = ${personId}`,
  );
  return totpCode(secret, totpStepOf(new Date()));
}

async function enter(page: Page, code: string, button: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: button }).click();
}

test("OC-40 staff set up a second factor, sign in with it, give it again, and are shut out at once", async ({
  page,
  open,
}) => {
  const admin = await staffWithRole("admin", "Nora Vance");
  const colleague = await staffWithRole("operator", "Otto Lindqvist");
  await signInAsStaff(page, admin.email);
  await page.getByRole("link", { name: "Set up a second factor" }).click();
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  await look(page, "staff-second-factor-set-up");
  const secret = ((await page.locator("#secret").textContent()) ?? "").replaceAll(" ", "");
  await enter(page, "000000", "Switch it on");
  await expect(page.getByText("not the code that the app should show").first()).toBeVisible();
  await enter(page, totpCode(secret, totpStepOf(new Date())), "Switch it on");
  await expect(page.getByText("Keep these recovery codes")).toBeVisible();
  await look(page, "staff-own-sign-in-codes");
  const codes = await page.getByText(/^[0-9a-z]{6}(?:-[0-9a-z]{6}){3}$/).allTextContents();
  expect(codes).toHaveLength(10);
  await page.reload();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  await expect(page.getByText(codes[0] ?? "")).toHaveCount(0);

  // The next sign-in stops at the second factor; nothing of staff's opens before it.
  const second = await (await open()).newPage();
  await second.goto(await askForLink(second, admin.email));
  await second.getByRole("button", { name: "Continue" }).click();
  await second.waitForURL(/\/staff\/second-factor$/);
  await look(second, "staff-second-factor");
  await second.goto("/staff/firms");
  await second.waitForURL(/\/staff\/second-factor$/);
  expect(await post(second.context(), "/api/staff/mails/release", {})).toMatchObject({
    status: 403,
    body: { error: { code: "second_factor_needed" } },
  });
  await enter(second, codes[0] ?? "", "Continue");
  await expect(second.getByText("9 recovery codes are left.")).toBeVisible();
  await look(second, "staff-own-sign-in");

  // A role is changed only by who has lately proven who they are; what was chosen stays chosen.
  await inDatabase(
    (sql) => sql`update sessions set step_up_at = now() - interval '11 minutes'
      where person_id = ${admin.id}`,
  );
  expect(
    await post(page.context(), `/api/staff/people/${colleague.id}/role`, { role: "viewer" }),
  ).toMatchObject({ status: 403, body: { error: { code: "step_up_needed" } } });
  await page.goto("/staff/people");
  await look(page, "staff-people");
  await page.getByRole("link", { name: colleague.name }).click();
  await page.getByLabel("Change to").selectOption("viewer");
  await page.getByRole("button", { name: "Change the role" }).click();
  await page.waitForURL(/\/staff\/step-up\?next=/);
  await look(page, "staff-step-up");
  await enter(page, await nextCode(admin.id, secret), "Confirm");
  await page.waitForURL((url) => url.pathname === `/staff/people/${colleague.id}`);
  await expect(page.getByText("You have confirmed that it is you")).toBeVisible();
  await expect(page.getByLabel("Change to")).toHaveValue("viewer");
  await look(page, "staff-colleague");

  // The colleague is there as an operator, and a viewer with the next request.
  const theirs = await (await open()).newPage();
  await signInAsStaff(theirs, colleague.email);
  await page.getByRole("button", { name: "Change the role" }).click();
  await expect(page.getByText("Viewer", { exact: true })).toBeVisible();
  await theirs.goto("/staff/people");
  await expect(theirs.getByText("Only administrators invite people")).toBeVisible();
  for (const path of ["/api/staff/mails/release", "/api/staff/firms", "/api/staff/people"]) {
    expect(await post(theirs.context(), path, {})).toMatchObject({ status: 403 });
  }
  await page.reload();
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable again" })).toBeVisible();
  const begun = performance.now();
  await theirs.goto("/staff/people");
  await theirs.waitForURL(/\/sign-in$/);
  console.log(`OC-40 shut out ${Math.round(performance.now() - begun)} ms after the click`);
  expect(await post(theirs.context(), "/api/staff/mails/release", {})).toMatchObject({
    status: 401,
  });
});

test("an administrator invites a colleague, who signs in by the mailed link once", async ({
  page,
  open,
}) => {
  await signInAsStaff(page, (await staffWithRole("admin", "Nora Vance")).email);
  await page.goto("/staff/people");
  const email = `new.${unique()}@acucoders.test`;
  await page.getByLabel("Name").fill("Paula Reyes");
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText("Enter one e-mail address").first()).toBeVisible();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("radio", { name: /Viewer/ }).check();
  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText("The invitation is on its way")).toBeVisible();
  const link = await newestLink(email, "cin");
  const theirs = await (await open()).newPage();
  await theirs.goto(link);
  await theirs.getByRole("button", { name: "Continue" }).click();
  await theirs.waitForURL(/\/staff/);
  await theirs.goto(link);
  await expect(theirs.getByText("This link is no longer valid")).toBeVisible();
});
