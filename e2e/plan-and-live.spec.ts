import { ALL_BOXES, newAccount } from "./support/clio";
import { inDatabase } from "./support/database";
import { mailsTo } from "./support/mailbox";
import {
  acceptInvitation,
  allowAndConfirm,
  connectAs,
  newFirm,
  onAgencyRoute,
  readyToConnect,
} from "./support/portal";
import { expect, look, test } from "./support/test";

test("EasyStart stops with what to buy and who can, until there is a better plan", async ({
  page,
}) => {
  const { invitation } = await newFirm(page.context());
  await acceptInvitation(page, invitation);
  await page.goto("/onboarding/plan");
  await page.getByRole("button", { name: "EasyStart" }).click();
  await expect(page).toHaveURL(/\/onboarding$/);
  await expect(page.getByText("There is a problem").first()).toBeVisible();
  await look(page, "checklist-no-access");
  for (const step of ["Register the application", "Send us the keys", "Connect Clio"]) {
    await expect(page.getByRole("link", { name: step })).toHaveCount(0);
  }
  await page.getByRole("link", { name: "See what to do" }).click();
  await expect(page.getByText("EasyStart gives integrations no access")).toBeVisible();
  await expect(page.getByText("is the least that is enough")).toBeVisible();
  await expect(page.getByText("The primary subscriber or an administrator")).toBeVisible();
  await look(page, "plan-no-access");
  await page.getByRole("button", { name: "Essentials" }).click();
  await expect(page).toHaveURL(/onboarding\/application/);
});

for (const plan of ["I am not sure", "Starter", "Core"]) {
  test(`“${plan}” is a way of its own: not confirmed, and the next step is open`, async ({
    page,
  }) => {
    const { invitation } = await newFirm(page.context());
    await acceptInvitation(page, invitation);
    await page.goto("/onboarding/plan");
    await page.getByRole("button", { name: plan }).click();
    await expect(page).toHaveURL(/onboarding\/application/);
    await page.goto("/onboarding");
    await expect(page.getByText("Not yet confirmed").first()).toBeVisible();
    await page.goto("/onboarding/plan");
    await expect(page.getByText("Not confirmed yet")).toBeVisible();
    if (plan === "I am not sure") await look(page, "plan-not-sure");
  });
}

test("live: the gate, by staff; ended by disconnecting, not by losing a permission", async ({
  page,
}) => {
  const account = await newAccount();
  const { staff, address, email } = await onAgencyRoute(page);
  await staff.goto(address);
  await expect(staff.getByText("Not live. Missing:")).toBeVisible();
  await expect(staff.getByRole("button", { name: "Switch on", exact: true })).toHaveCount(0);
  await allowAndConfirm(page, account.owner);
  await page.goto("/onboarding");
  await expect(page.getByText("We switch your integration on and tell you.")).toBeVisible();
  await staff.reload();
  await staff.getByRole("button", { name: "Switch on", exact: true }).click();
  await expect(staff.getByText(/Live since .* by staff/)).toBeVisible();
  await page.goto("/onboarding");
  await expect(page.getByText("What comes next")).toBeVisible();
  for (const link of ["Connect Clio to HubSpot", "Connect Clio to Pipedrive"]) {
    await expect(page.getByRole("link", { name: link })).toBeVisible();
  }
  await expect(async () => {
    const subjects = (await mailsTo(email)).map(({ subject }) => subject).join();
    expect(subjects).toContain("your integration is switched on");
  }).toPass();
});

test("an override has a reason and an end, and its end takes the firm off", async ({ page }) => {
  const account = await newAccount();
  const { matters: _, ...boxes } = ALL_BOXES;
  const { staff, address } = await readyToConnect(page, account.id, boxes);
  await connectAs(page, account.owner);
  await page.getByRole("button", { name: "Yes, this is our live account" }).click();
  await expect(page.getByText("Missing in the application").first()).toBeVisible({
    timeout: 60_000,
  });
  await staff.goto(address);
  await staff.getByText("Override", { exact: true }).click();
  await staff.getByRole("button", { name: "Switch on all the same" }).click();
  await expect(staff.getByText("Say why").first()).toBeVisible();
  await expect(staff.getByText("Choose a day within the next 90 days").first()).toBeVisible();
  await staff.getByLabel("Reason", { exact: true }).last().fill("Matters follow next week.");
  await staff.getByLabel("Until").fill(inDays(5));
  await staff.getByRole("button", { name: "Switch on all the same" }).click();
  await expect(staff.getByText(/Live since .* by an override/)).toBeVisible();
  await expect(staff.getByText("Reason: Matters follow next week.")).toBeVisible();
  await look(staff, "staff-override");
  await page.goto("/onboarding");
  await expect(page.getByText("Your integration is switched on.").first()).toBeVisible();
  const firmId = address.split("/").at(-1) ?? "";
  await inDatabase((sql) => sql`update firms set live_until = now() where id = ${firmId}`);
  await page.reload();
  await expect(page.getByText("What comes next")).toHaveCount(0);
});

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
