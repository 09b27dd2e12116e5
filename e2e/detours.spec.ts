import postgres from "postgres";
import { control, newAccount, registerInClio } from "./support/clio";
import {
  acceptInvitation,
  askForLink,
  connectAs,
  newFirm,
  PORTAL_URL,
  readyToConnect,
} from "./support/portal";
import { expect, look, test } from "./support/test";

const FIRM_PAGES = ["", "/plan", "/application", "/credentials", "/connect", "/status"];

test("who is not signed in is led to signing in, and each to their own pages", async ({
  page,
  open,
}) => {
  await page.goto("/");
  await look(page, "landing");
  for (const path of [...FIRM_PAGES.map((one) => `/onboarding${one}`), "/staff", "/staff/firms"]) {
    await page.goto(path);
    await expect(page).toHaveURL(`${PORTAL_URL}/sign-in`);
  }
  await look(page, "sign-in");
  await page.getByLabel("Your e-mail address").fill("a@x.test, b@x.test");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("Enter one e-mail address").first()).toBeVisible();
  await look(page, "sign-in-wrong");
  const { invitation, staff } = await newFirm(page.context());
  await acceptInvitation(page, invitation);
  await page.goto("/staff/firms");
  await expect(page).toHaveURL(`${PORTAL_URL}/onboarding`);
  await staff.goto("/onboarding/connect");
  await expect(staff).toHaveURL(`${PORTAL_URL}/staff`);
  const nobody = await (await open()).newPage();
  for (const path of ["/no-such-page", "/onboarding/no-such-page", "/l/cin_unknown"]) {
    const response = await nobody.goto(path);
    expect(response?.status()).toBe(404);
    await expect(nobody.getByRole("heading", { name: "We cannot find this page" })).toBeVisible();
  }
  await look(nobody, "not-found");
});

test("a sign-in link works once, in the browser that asked; an old one offers a new one", async ({
  page,
  open,
}) => {
  const { email, invitation } = await newFirm(page.context());
  await acceptInvitation(page, invitation);
  const link = await askForLink(page, email);
  await look(page, "check-your-mail");
  const elsewhere = await (await open()).newPage();
  await elsewhere.goto(link);
  const refused = elsewhere.waitForResponse(/\/api\/links\//);
  await elsewhere.getByRole("button", { name: "Continue" }).click();
  expect((await refused).status()).toBe(403);
  await expect(elsewhere.getByText("Open this link in the browser").first()).toBeVisible();
  await page.goto(link);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/onboarding$/);
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
  await look(page, "link-over");
  await page.getByRole("link", { name: "Ask for a new link" }).click();
  await expect(page).toHaveURL(`${PORTAL_URL}/sign-in`);
});

test("LK-08 H-1 another firm's link takes the place of the session, and is not mixed with it", async ({
  page,
}) => {
  const first = await newFirm(page.context(), "Quill & Adeyemi");
  const second = await newFirm(page.context(), "Ferris & Lunt");
  await acceptInvitation(page, first.invitation);
  await expect(page.getByText("Quill & Adeyemi").first()).toBeVisible();
  await page.goto(second.invitation);
  await expect(page.getByText("You are signed in for Quill & Adeyemi")).toBeVisible();
  await look(page, "link-of-another-firm");
  await page.getByRole("link", { name: "Stay with Quill & Adeyemi" }).click();
  await expect(page.getByText("Quill & Adeyemi").first()).toBeVisible();
  await page.goto(second.invitation);
  await page.getByRole("button", { name: "Go on for Ferris & Lunt" }).click();
  await page.waitForURL(/\/onboarding$/);
  await expect(page.getByText("Ferris & Lunt").first()).toBeVisible();
  await expect(page.getByText("Quill & Adeyemi")).toHaveCount(0);
});

test("back, reload and a second press do no harm on the way to Clio", async ({ page }) => {
  const account = await newAccount();
  const { staff, address } = await readyToConnect(page, account.id);
  await page.goto("/onboarding/connect");
  await page.getByRole("button", { name: "Connect Clio" }).dblclick();
  await page.waitForURL(/\/session\/new|\/oauth\/authorize/);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Connect Clio" })).toBeEnabled();
  await staff.goto(address);
  await expect(staff.getByText("Went to Clio’s approval screen")).toHaveCount(1);
  await connectAs(page, account.owner);
  await page.goBack({ waitUntil: "load" });
  await expect(page.getByRole("button", { name: "Allow" })).toBeVisible();
  await page.goForward();
  await page.reload();
  await page.getByRole("button", { name: "Yes, this is our live account" }).dblclick();
  await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 60_000 });
  await staff.reload();
  await expect(staff.getByText("Account confirmed as the firm’s own")).toHaveCount(1);
  await page.reload();
  await expect(page.getByText("Working", { exact: true })).toBeVisible();
});

test("H-9 keys that are sent twice are stored once, and Back shows the form without the secret", async ({
  page,
}) => {
  const { invitation, staff, address } = await newFirm(page.context());
  await acceptInvitation(page, invitation);
  await page.goto("/onboarding/plan");
  await page.getByRole("button", { name: "Essentials" }).click();
  await page.waitForURL(/onboarding\/application/);
  const account = await newAccount();
  const { key, secret } = await registerInClio(`${PORTAL_URL}/api/clio/callback`, account.id);
  await page.goto("/onboarding/application");
  await page.getByRole("button", { name: "Yes, it is saved" }).click();
  await page.waitForURL(/onboarding\/credentials/);
  await page.goto("/onboarding/credentials");
  await page.getByLabel("Client ID", { exact: true }).fill(` ${key}\u200b\n`);
  await page.getByLabel("Client secret", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Send the keys" }).dblclick();
  await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
  await staff.goto(address);
  await expect(staff.getByRole("row", { name: /Keys stored/ })).toHaveCount(1);
  await page.goBack();
  expect(await page.content()).not.toContain(secret);
});

test("Clio that does not answer is waited for, and nobody is told to do anything", async ({
  page,
}) => {
  const account = await newAccount();
  await readyToConnect(page, account.id);
  const down = { path: "/api/v4/users/who_am_i", how: { kind: "status", status: 503 } };
  await control("POST", "/faults", down);
  try {
    await connectAs(page, account.owner);
    await expect(page.getByText("Clio is not answering").first()).toBeVisible();
    await expect(page.getByText("Working", { exact: true })).toHaveCount(0);
    await look(page, "clio-not-answering");
  } finally {
    await control("DELETE", "/faults");
  }
  await page.goto("/onboarding/status");
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(
    page.getByRole("heading", { name: "Is this your firm’s live account?" }),
  ).toBeVisible({
    timeout: 60_000,
  });
});

test("a page that fails says so in the product's look, and nothing else", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: PORTAL_URL });
  const page = await context.newPage();
  const { invitation } = await newFirm(context);
  await acceptInvitation(page, invitation);
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1 });
  await sql`alter table plans rename to plans_away`;
  try {
    const response = await page.goto("/onboarding/plan");
    expect(response?.status()).toBe(500);
    await expect(
      page.getByRole("heading", { name: "Something went wrong on our side" }),
    ).toBeVisible();
    expect(await page.content()).not.toMatch(/plans|select|postgres/i);
    await look(page, "error");
  } finally {
    await sql`alter table plans_away rename to plans`;
    await sql.end();
  }
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("button", { name: "Essentials" })).toBeVisible();
  await context.close();
});

test("without JavaScript each form answers with its page, and what was typed is there", async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: PORTAL_URL, javaScriptEnabled: false });
  const page = await context.newPage();
  const { invitation } = await newFirm(context);
  await acceptInvitation(page, invitation);
  await page.goto("/onboarding/plan");
  await page.getByRole("button", { name: "Essentials" }).click();
  await page.waitForURL(/onboarding\/application/);
  const account = await newAccount();
  const { key, secret } = await registerInClio(`${PORTAL_URL}/api/clio/callback`, account.id);
  await page.goto("/onboarding/application");
  await page.getByRole("button", { name: "Yes, it is saved" }).click();
  await page.waitForURL(/onboarding\/credentials/);
  await page.goto("/onboarding/credentials");
  await page.getByLabel("Client ID", { exact: true }).fill(key);
  await page.getByLabel("Client secret", { exact: true }).fill("not-the-secret-of-this-one");
  await page.getByRole("button", { name: "Send the keys" }).click();
  await expect(page.getByText("Clio does not recognise this pair").first()).toBeVisible();
  await expect(page.getByLabel("Client ID", { exact: true })).toHaveValue(key);
  await page.getByLabel("Client secret", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Send the keys" }).click();
  await expect(page.getByText("Clio accepts your keys").first()).toBeVisible();
  await connectAs(page, account.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(async () => {
    await page.goto("/onboarding/status");
    await expect(page.getByText("Working", { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
  await context.close();
});
