import { SANDBOX_URL } from "./support/clio";
import { inDatabase } from "./support/database";
import { newFirm, post, staffPage } from "./support/portal";
import { expect, look, test } from "./support/test";

type Arrived = { id: string; type: string; isVerified: boolean | null; body: string };

/** A receiver of this run's own in the sandbox. */
const box = `e2e-${Math.random().toString(36).slice(2, 8)}`;
const url = `${SANDBOX_URL}/webhooks/${box}`;
const arrived = async () =>
  (await (await fetch(`${SANDBOX_URL}/webhooks/messages?box=${box}`)).json()) as Arrived[];
const set = (form: Record<string, string>) =>
  fetch(`${url}/settings`, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

test("staff make a webhook, see what was delivered, and send it again", async ({ page }) => {
  const staff = await staffPage(page.context());
  await staff.goto("/staff/webhooks");
  await staff.getByRole("link", { name: "Add a webhook" }).click();
  await staff.getByRole("button", { name: "Add the webhook" }).click();
  await expect(staff.getByText("Enter a name.").first()).toBeVisible();
  await staff.getByLabel("Name").fill(`Sync ${box}`);
  await staff.getByLabel("Address").fill(url);
  await staff.getByLabel("connection.working").uncheck();
  await look(staff, "staff-webhook-new");
  await staff.getByRole("button", { name: "Add the webhook" }).click();
  await expect(staff.getByText("Keep this signing secret")).toBeVisible();
  const secret = (await staff.locator("code").first().textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await set({ secret });
  await staff.reload();
  await expect(staff.getByText(secret)).toHaveCount(0);

  await staff.getByRole("button", { name: "Send a test message" }).click();
  await expect(
    staff.getByText(/The test message arrived: the receiver answered 200/),
  ).toBeVisible();
  expect(await arrived()).toMatchObject([{ type: "webhook.test", isVerified: true }]);

  // A firm goes live; the receiver refuses that at first, and takes it when it is tried again.
  await set({ answer: "500" });
  const here = staff.url();
  const { address } = await newFirm(page.context(), "Marsh, Teller & Co");
  const api = new URL(address).pathname.replace("/staff", "/api/staff");
  const firmId = api.split("/").at(-1) ?? "";
  const live = { decision: "override", reason: "The court needs it", until: inDays(7) };
  const done = await post(staff.context(), `${api}/live`, { ...live, version: "1" });
  expect(done.status).toBe(200);
  await expect.poll(async () => (await arrived()).length, { timeout: 60_000 }).toBeGreaterThan(1);
  await set({ answer: "200" });
  await expect(async () => {
    await inDatabase(
      (sql) => sql`update webhook_deliveries set next_try_at = now()
        where firm_id = ${firmId} and state = 'waiting' and next_try_at > now() + interval '90 s'`,
    );
    await staff.goto(`${here}?state=delivered`);
    await expect(staff.getByRole("rowheader").filter({ hasText: "firm.live" })).toBeVisible({
      timeout: 2000,
    });
  }).toPass({ timeout: 60_000 });
  await expect(staff.getByText("Answered 500").first()).toBeVisible();
  const before = await arrived();
  const last = before[0];
  expect(last).toMatchObject({ type: "firm.live", isVerified: true });
  expect(last?.body).toContain(firmId);
  expect(last?.body).not.toContain("court");
  expect(new Set(before.filter(({ type }) => type === "firm.live").map(({ id }) => id)).size).toBe(
    1,
  );

  await staff.getByRole("button", { name: "Send again" }).click();
  await expect(staff.getByText("The message is on its way once more.")).toBeVisible();
  await expect
    .poll(async () => (await arrived()).length, { timeout: 60_000 })
    .toBe(before.length + 1);
  expect((await arrived())[0]).toMatchObject({ id: last?.id, isVerified: true });

  await staff.getByRole("button", { name: "Make a new secret" }).click();
  await expect(staff.getByText("Keep this signing secret")).toBeVisible();
  await look(staff, "staff-webhook");
  await staff.getByRole("button", { name: "End the old secrets now" }).click();
  await expect(staff.getByRole("button", { name: "End the old secrets now" })).toHaveCount(0);
  await staff.getByRole("button", { name: "Pause" }).click();
  await expect(staff.getByRole("button", { name: "Switch on" })).toBeVisible();
  const refused = await staff.goto(`${here}?state=lost`);
  expect(refused?.status()).toBe(400);
  await staff.goto("/staff/webhooks");
  await look(staff, "staff-webhooks");
  await staff.getByRole("link", { name: `Sync ${box}` }).click();
  await staff.getByRole("button", { name: "Remove this webhook" }).click();
  await expect(staff.getByText("The webhook was removed")).toBeVisible();
  await expect(staff.getByRole("link", { name: `Sync ${box}` })).toHaveCount(0);
});

const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
