import { acceptInvitation, newFirm } from "./support/portal";
import { mailsTo, newestLink } from "./support/mailbox";
import { expect, look, test } from "./support/test";

test("LK-02 LK-11 staff send an invitation again and revoke it, and the old ones end", async ({
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
