import { staffPage } from "./support/portal";
import { expect, look, test } from "./support/test";

const name = `Sync ${Math.random().toString(36).slice(2, 8)}`;

test("staff make a token client, see its key once, change it and revoke it", async ({ page }) => {
  const staff = await staffPage(page.context());
  await staff.goto("/staff/token-clients");
  await staff.getByRole("link", { name: "Add a token client" }).click();
  await staff.getByRole("button", { name: "Add the client" }).click();
  await expect(staff.getByText("Give the service a name.").first()).toBeVisible();
  await staff.getByLabel("Name").fill(name);
  await staff.getByLabel("Integration").selectOption({ index: 1 });
  await look(staff, "staff-token-client-new");
  await staff.getByRole("button", { name: "Add the client" }).click();

  await expect(staff.getByText("Keep this key")).toBeVisible();
  const key = (await staff.locator("dd code").first().textContent()) ?? "";
  expect(key).toMatch(/^anteroom_live_[0-9a-z]{16}_[0-9a-z]{59}$/);
  await staff.reload();
  await expect(staff.getByText(key)).toHaveCount(0);

  await staff.getByRole("button", { name: "Make a key" }).click();
  await expect(staff.getByText("Keep this key")).toBeVisible();
  await staff.getByRole("button", { name: "Make a key" }).click();
  await expect(staff.getByText(/This client has two active keys/).first()).toBeVisible();
  await look(staff, "staff-token-client");
  await staff.getByRole("button", { name: "Revoke", exact: true }).last().click();
  await expect(staff.getByText("The key was revoked.")).toBeVisible();

  await staff.getByLabel("Requests a minute").fill("60");
  await staff.getByRole("button", { name: "Save" }).click();
  await expect(
    staff.getByText("Saved. It holds from the service’s next request on."),
  ).toBeVisible();
  await staff.getByRole("button", { name: "Revoke this client" }).click();
  await expect(staff.getByText("The client was revoked, with all its keys.")).toBeVisible();
  await expect(staff.getByRole("button", { name: "Make a key" })).toHaveCount(0);
  await staff.goto("/staff/token-clients");
  await look(staff, "staff-token-clients");
  await expect(staff.getByRole("row").filter({ hasText: name })).toContainText("Revoked");
});
