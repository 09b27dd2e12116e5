import type { Page } from "playwright/test";
import { control, newAccount, registerInClio } from "./support/clio";
import { mailsTo } from "./support/mailbox";
import {
  acceptInvitation,
  allowAndConfirm,
  enterCode,
  forgetKeyChecks,
  newFirm,
  PORTAL_URL,
  post,
  readyToConnect,
} from "./support/portal";
import { expect, look, test } from "./support/test";

const CALLBACK = `${PORTAL_URL}/api/clio/callback`;

/** A new firm on the page of the keys; its region is not set by staff, so that it may switch. */
async function atKeys(page: Page): Promise<{ email: string; staff: Page; address: string }> {
  await forgetKeyChecks();
  const firm = await newFirm(page.context(), undefined, undefined, "firm_private", "");
  await acceptInvitation(page, firm.invitation);
  await post(page.context(), "/api/onboarding/plan", { plan: "essentials", region: "us" });
  await post(page.context(), "/api/onboarding/application", { done: "yes" });
  await page.goto("/onboarding/credentials");
  return firm;
}

async function send(page: Page, id: string, secret: string): Promise<void> {
  await page.getByLabel("Client ID", { exact: true }).fill(id);
  await page.getByLabel("Client secret", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Send the keys" }).click();
}

test("each mix-up of the keys has its own message, the ID stays and the secret goes", async ({
  page,
}) => {
  const account = await newAccount();
  await atKeys(page);
  const made = await registerInClio(CALLBACK, account.id);
  const mixUps: [string, string, string][] = [
    ["", "", "Enter the client ID"],
    [String(made.appId), made.secret, "This looks like the App ID, the short number"],
    [made.key, made.key, "This is the same value as the client ID"],
    [
      `https://developers.clio.com/applications/${made.appId}`,
      made.secret,
      "This is a web address",
    ],
    [made.key, "https://developers.clio.com/secret", "This is a web address"],
    [`${made.key} ${made.secret}`, made.secret, "There is a space inside this value"],
    [`“${made.key}”`, made.secret, "There is a character here that Clio does not use"],
    [made.key, "not-the-secret-of-this-one", "Clio does not recognise this pair"],
  ];
  for (const [id, secret, message] of mixUps) {
    await send(page, id, secret);
    await expect(page.getByText(message).first()).toBeVisible();
    await expect(page.getByRole("alert").or(page.locator("[tabindex='-1']")).first()).toBeVisible();
    await expect(page.getByLabel("Client ID", { exact: true })).toHaveValue(id);
    await expect(page.getByLabel("Client secret", { exact: true })).toHaveValue("");
  }
  await look(page, "keys-mix-up");
  // Invisible characters that came along with a copy are no mistake of anybody's.
  await send(page, `\u200b ${made.key}\u00a0\ufeff`, ` ${made.secret}\u2060 `);
  await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
});

test("swapped values are put right, and the page says so", async ({ page }) => {
  const account = await newAccount();
  const { email } = await atKeys(page);
  const made = await registerInClio(CALLBACK, account.id);
  await send(page, made.secret, made.key);
  await expect(page.getByText("We have put them right")).toBeVisible();
  await expect(page.getByText(`The client ID ends with ${made.key.slice(-4)}`)).toBeVisible();
  await expect(page.getByText("by Mara Quill")).toBeVisible();
  await look(page, "keys-swapped");
  await expect(async () => {
    const received = (await mailsTo(email)).find(({ subject }) => subject.includes("keys"));
    expect(received?.text).toContain(made.key.slice(-4));
    expect(received?.text).not.toContain(made.secret);
  }).toPass();
});

test("keys of another region: the page asks which of the two is right", async ({ page }) => {
  const account = await newAccount({ region: "eu" });
  await atKeys(page);
  const made = await registerInClio(CALLBACK, account.id, undefined, "eu");
  await send(page, made.key, made.secret);
  await expect(
    page.getByText("These keys belong to Clio in Europe and United Kingdom"),
  ).toBeVisible();
  await look(page, "keys-other-region");
  await page.goto("/onboarding");
  await expect(page.getByText("These keys belong to another region").first()).toBeVisible();
  await page.goto("/onboarding/credentials");
  await page.getByRole("button", { name: "Yes, we use eu.app.clio.com: switch" }).click();
  await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
  await allowAndConfirm(page, account.owner);
});

test("Clio that cannot be asked keeps nobody waiting, and connecting proves the keys", async ({
  page,
}) => {
  const account = await newAccount();
  await atKeys(page);
  const made = await registerInClio(CALLBACK, account.id);
  await control("POST", "/faults", { path: "/oauth/token", how: { kind: "status", status: 503 } });
  try {
    await send(page, made.key, made.secret);
    await expect(page.getByText("Stored. Clio could not be asked yet")).toBeVisible();
    await look(page, "keys-not-checked");
  } finally {
    await control("DELETE", "/faults");
  }
  await page.goto("/onboarding");
  await expect(page.getByText("Not yet confirmed").first()).toBeVisible();
  await allowAndConfirm(page, account.owner);
});

test("H-3 keys are replaced without losing what works, and withdrawn, after a mailed code", async ({
  page,
}) => {
  const account = await newAccount();
  const { email } = await readyToConnect(page, account.id);
  await allowAndConfirm(page, account.owner);
  const other = await registerInClio(CALLBACK, account.id);
  const keys = { region: "us", client_id: other.key, client_secret: other.secret };
  const refused = await post(page.context(), "/api/onboarding/credentials", keys);
  expect(refused.status).toBe(403);
  await page.goto("/onboarding/credentials");
  await page.getByText("Replace the keys").click();
  await look(page, "keys-code");
  await enterCode(page, email);
  await page.getByText("Replace the keys").click();
  await send(page, other.key, "not-the-secret-of-this-one");
  await expect(page.getByText("Clio does not recognise this pair").first()).toBeVisible();
  await page.goto("/onboarding/status");
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await page.goto("/onboarding/credentials");
  await page.getByText("Replace the keys").click();
  const sent = page.waitForEvent("load");
  await send(page, other.key, other.secret);
  await sent;
  // The grant goes on with the application that it came from.
  await page.goto("/onboarding/status");
  const shownAgain = page.waitForEvent("load");
  await page.getByRole("button", { name: "Check again" }).click();
  await shownAgain;
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
  await page.goto("/onboarding/credentials");
  await expect(page.getByText(`ends with ${other.key.slice(-4)}`)).toBeVisible();
  await page.getByText("Withdraw the keys").first().click();
  await page.getByRole("button", { name: "Withdraw the keys" }).click();
  await expect(page.getByLabel("Client ID", { exact: true })).toBeVisible();
  await page.goto("/onboarding/status");
  await expect(page.getByText("Not connected").first()).toBeVisible();
});

test("OC-36 the same client ID at two firms waits for staff, and names nobody", async ({
  page,
  open,
}) => {
  const account = await newAccount();
  const first = await readyToConnect(page, account.id);
  const page2 = await (await open()).newPage();
  const second = await atKeys(page2);
  await send(page2, first.key, first.secret);
  await expect(page2.getByText("Stored. We look at them before they are used")).toBeVisible();
  expect(await page2.content()).not.toContain("Quill & Adeyemi, too");
  await look(page2, "keys-under-review");
  await page2.goto("/onboarding");
  await expect(page2.getByText("Waiting for us").first()).toBeVisible();
  expect((await post(page2.context(), "/api/clio/connect", {})).status).toBe(409);
  await second.staff.goto(second.address);
  await expect(second.staff.getByText("The same client ID is in another place")).toBeVisible();
  await look(second.staff, "staff-review-keys");
  await second.staff.getByRole("button", { name: "Let these keys be used" }).click();
  await expect(second.staff.getByText("The same client ID is in another place")).toHaveCount(0);
  await page2.reload();
  await expect(page2.getByRole("link", { name: "Go to Connect Clio" })).toBeVisible();
  await expect(async () => {
    const subjects = (await mailsTo(second.email)).map(({ subject }) => subject).join();
    expect(subjects).toContain("you can go on");
  }).toPass();
});
