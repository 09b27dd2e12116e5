import { acceptInvitation, newFirm, PORTAL_URL } from "./support/portal";
import { mailsTo, newestLink } from "./support/mailbox";
import { expect, look, test } from "./support/test";

test("LK-11 staff send an invitation again and revoke it, and the old ones end", async ({
  page,
}) => {
  const { email, invitation, staff, address } = await newFirm(page.context());
  // A mail scanner opens the link many times, also with HEAD: it goes on to work.
  for (let time = 0; time < 5; time += 1) {
    const got = await page.request.get(invitation);
    expect(got.status()).toBe(200);
    expect(got.headers()["set-cookie"]).toBeUndefined();
    await page.request.head(invitation);
  }
  await acceptInvitation(page, invitation);
  await staff.goto(address);
  await expect(staff.getByRole("heading", { name: "Connection" })).toBeVisible();
  await look(staff, "staff-firm-page");
  await staff.getByRole("button", { name: "Send a new invitation" }).click();
  const second = await newestLink(email, "cin", [invitation]);
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto(invitation);
  await expect(page.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
  await acceptInvitation(page, second);
  await staff.reload();
  await staff.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(staff.getByRole("button", { name: "Revoke", exact: true })).toHaveCount(0);
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  const text = await staff.content();
  for (const link of [invitation, second]) expect(text).not.toContain(link.split("/l/")[1]);
  expect(await mailsTo(email)).toHaveLength(2);
});

/** How mail scanners, previews and blank clients present themselves. */
const SCANNERS: Record<string, string>[] = [
  { "user-agent": "" },
  { "user-agent": "OneOutlook/1.0" },
  { "user-agent": "Mozilla/5.0 (X11; Linux x64) HeadlessChrome/140.0.0.0 Safari/537.36" },
  { "user-agent": "Barracuda Sentinel (EE)" },
  { "user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)" },
  { "user-agent": "SkypeUriPreview Preview/0.5" },
  { "user-agent": "Mozilla/5.0 (compatible; Proofpoint)" },
  { purpose: "prefetch" },
  { "sec-purpose": "prefetch;prerender" },
  { "x-purpose": "preview", "x-moz": "prefetch" },
];

test("LK-01 no scanner spends a link, whatever it calls itself and however it asks", async ({
  page,
}) => {
  const { invitation } = await newFirm(page.context());
  for (const headers of SCANNERS) {
    for (let time = 0; time < 10; time += 1) {
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const response = await page.request.fetch(invitation, { method, headers });
        expect(response.status()).toBeLessThan(500);
        expect(response.headers()["set-cookie"]).toBeUndefined();
      }
    }
  }
  await acceptInvitation(page, invitation);
});

test("LK-02 a browser that opens a link and waits posts nothing", async ({ page }) => {
  const { invitation } = await newFirm(page.context());
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() !== "GET") posts.push(`${request.method()} ${request.url()}`);
  });
  await page.goto(invitation);
  await page.mouse.move(300, 300);
  await page.waitForTimeout(10_000);
  expect(posts).toEqual([]);
  expect(await page.context().cookies(PORTAL_URL)).toEqual([]);
});

test("who belongs to two firms switches, and signing out everywhere ends both browsers; Back shows nothing", async ({
  page,
  open,
}) => {
  const first = await newFirm(page.context(), "Quill & Adeyemi");
  const second = await newFirm(page.context(), "Ferris & Lunt", first.email);
  await acceptInvitation(page, first.invitation);
  const current = page.getByRole("banner").locator("summary").first();
  await expect(current).toHaveText(/Quill & Adeyemi/);
  await current.click();
  await page.getByRole("button", { name: "Ferris & Lunt" }).click();
  await expect(current).toHaveText(/Ferris & Lunt/);
  const elsewhere = await (await open()).newPage();
  await acceptInvitation(elsewhere, second.invitation);
  await page.getByText("Mara Quill").click();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("Ferris & Lunt")).toHaveCount(0);
});
