import type { BrowserContext } from "playwright/test";
import { control, newAccount } from "./support/clio";
import {
  acceptInvitation,
  heldReturn,
  newFirm,
  PORTAL_URL,
  post,
  readyToConnect,
} from "./support/portal";
import { expect, test } from "./support/test";

async function tokenRequests(): Promise<number> {
  const seen = await control<{ path: string }[]>("GET", "/requests");
  return seen.filter(({ path }) => path === "/oauth/token").length;
}

/** Starts a trip to Clio without going there: the state of it. */
async function startTrip(context: BrowserContext): Promise<string> {
  const { body } = await post(context, "/api/clio/connect", {});
  return new URL(String(body.location)).searchParams.get("state") ?? "";
}

test("OC-04 OC-23 the return from Clio leaves no trace of code or state, and works once", async ({
  page,
}) => {
  const account = await newAccount();
  await readyToConnect(page, account.id);
  const address = await heldReturn(page, account.owner);
  const before = await tokenRequests();
  const referers: string[] = [];
  page.on("request", (request) => referers.push(request.headers().referer ?? ""));
  const response = await page.goto(address);
  expect(response?.request().redirectedFrom()?.url()).toBe(address);
  await expect(page.getByText("Is this your firm’s live account?")).toBeVisible();
  expect(page.url()).not.toMatch(/code=|state=/);
  expect(referers.join()).not.toMatch(/code=|state=/);
  for (let time = 0; time < 10; time += 1) await page.reload();
  await page.goto(address);
  await expect(page.getByRole("main")).toBeVisible();
  expect((await tokenRequests()) - before).toBe(1);
});

test("OC-14 only a GET comes back from Clio", async ({ page }) => {
  const account = await newAccount();
  await readyToConnect(page, account.id);
  const address = await heldReturn(page, account.owner);
  const before = await tokenRequests();
  for (const method of ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"]) {
    const headers = { origin: PORTAL_URL, "sec-fetch-site": "same-origin" };
    const response = await page.request.fetch(address, { method, headers, maxRedirects: 0 });
    expect(response.status(), method).not.toBe(303);
  }
  expect(await tokenRequests()).toBe(before);
  await page.goto(address);
  await expect(page.getByText("Is this your firm’s live account?")).toBeVisible();
  expect((await tokenRequests()) - before).toBe(1);
});

test("OC-01 another browser cannot finish the trip", async ({ page, open }) => {
  const account = await newAccount();
  await readyToConnect(page, account.id);
  const address = await heldReturn(page, account.owner);
  const before = await tokenRequests();
  const stranger = await (await open()).newPage();
  await stranger.goto(address);
  await expect(stranger).toHaveURL(`${PORTAL_URL}/sign-in`);
  await expect(stranger.getByText("opened in another browser")).toBeVisible();
  const other = await newFirm(stranger.context(), "Ferris & Lunt");
  await acceptInvitation(stranger, other.invitation);
  await stranger.goto(address);
  await expect(stranger.getByText("opened in another browser")).toBeVisible();
  expect(await tokenRequests()).toBe(before);
});

test("OC-11 nothing of an error that came with the return is shown", async ({ page }) => {
  const account = await newAccount();
  await readyToConnect(page, account.id);
  const payloads = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "[press here](https://evil.test)",
    "https://evil.test/login",
    "{{7*7}}zqxv",
    "${7*7}zqxv",
    "\u202egnp.exe",
    "\u2066zqxv\u2069",
    "zqxv\r\nSet-Cookie: a=b",
    "=CMD|' /C calc'!A0",
    "zqxv\u0001",
    "<!--zqxv-->",
    "&lt;b&gt;zqxv",
    "z".repeat(1500),
  ];
  for (const payload of payloads) {
    const state = await startTrip(page.context());
    const query = new URLSearchParams({ state, error: payload, error_description: payload });
    query.set("error_uri", payload);
    await page.goto(`/api/clio/callback?${query.toString()}`);
    await expect(page.getByText("Reference").first()).toBeVisible();
    expect(await page.content()).not.toContain(payload);
    expect(page.url()).not.toContain("error");
  }
});

test("OC-31 a trip starts by pressing the button alone", async ({ page }) => {
  const account = await newAccount();
  const { staff, address } = await readyToConnect(page, account.id);
  for (const method of ["GET", "HEAD"]) {
    const response = await page.request.fetch("/api/clio/connect", { method });
    expect(response.status()).toBe(405);
    await page.request.fetch("/onboarding/connect", { method, headers: { purpose: "prefetch" } });
  }
  await staff.goto(address);
  await expect(staff.getByText("Went to Clio’s approval screen")).toHaveCount(0);
  await startTrip(page.context());
  await staff.reload();
  await expect(staff.getByText("Went to Clio’s approval screen")).toHaveCount(1);
});

test("H-5 an ending is not made by an address, and is for its own person", async ({
  page,
  open,
}) => {
  const account = await newAccount();
  await readyToConnect(page, account.id);
  for (const query of ["outcome=connected", "attempt=connected", "attempt=att_0&attempt=att_1"]) {
    await page.goto(`/onboarding/status?${query}`);
    await expect(page.getByText("Not connected")).toBeVisible();
    await expect(page.getByText("Your Clio account is connected")).toBeHidden();
  }
  const state = await startTrip(page.context());
  await page.goto(`/api/clio/callback?state=${state}&error=access_denied`);
  await expect(page.getByText("You chose not to allow access")).toBeVisible();
  const heading = page.getByRole("heading", { level: 1, name: "You chose not to allow access" });
  await expect(heading).toBeFocused();
  const ending = page.url();
  const stranger = await (await open()).newPage();
  const other = await newFirm(stranger.context(), "Ferris & Lunt");
  await acceptInvitation(stranger, other.invitation);
  await stranger.goto(ending);
  await expect(stranger.getByText("Not connected")).toBeVisible();
  await expect(stranger.getByText("You chose not to allow access")).toBeHidden();
});
