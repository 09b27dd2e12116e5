import type { Page } from "playwright/test";
import { inDatabase } from "./support/database";
import { SANDBOX_URL } from "./support/clio";
import {
  acceptInvitation,
  inviteAgain,
  newFirm,
  post,
  PORTAL_URL,
  signInAsStaff,
} from "./support/portal";
import { expect, look, test } from "./support/test";

/** The row of a firm in the queue. */
const rowOf = (page: Page, name: string) =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

test("the morning round: who is stuck, on whom, since when, and the one button that moves it", async ({
  page,
  open,
}) => {
  // A firm asked for help, another one's mail was not sent, a third has waited for Clio for a week.
  const names = ["Asher & Question", "Bounce Legal", "Conversion Law"];
  const [asked = "", bounced = "", slow = ""] = names;
  const first = await newFirm(page.context(), asked);
  await acceptInvitation(page, first.invitation);
  await post(page.context(), "/api/onboarding/stuck", { step: "plan", text: "Which plan is it?" });
  const second = await newFirm(page.context(), bounced);
  await fetch(`${SANDBOX_URL}/mailbox/fault`, {
    method: "PUT",
    body: JSON.stringify({ kind: "never", next: 1 }),
  });
  await inviteAgain(second);
  await expect(async () => {
    const failed = await inDatabase(
      (sql) => sql`select 1 from mails where to_address = ${second.email} and state = 'failed'`,
    );
    expect(failed).toHaveLength(1);
  }).toPass();
  const third = await newFirm(page.context(), slow, undefined, "firm_developer");
  const { staff } = third;
  const firmId = new URL(third.address).pathname.split("/").at(-1) ?? "";
  await inDatabase(async (sql) => {
    await sql`update firms set plan_answer = 'essentials', plan_answered_at = now() where id = ${firmId}`;
    await sql`insert into developer_accounts (firm_id, email, applied_on)
      values (${firmId}, 'dev@conversion.test', now()::date - 8)`;
  });

  await staff.goto("/staff?tab=needs_us&sort=newest");
  await expect(rowOf(staff, asked)).toContainText(
    "Somebody asked for help: is stuck. “Which plan is it?”",
  );
  await expect(rowOf(staff, bounced)).toContainText("A mail was not sent");
  await expect(rowOf(staff, slow)).toContainText("Clio has had the developer account");
  await look(staff, "staff-queue");
  for (const [name, button, done] of [
    [asked, "Mark as answered", "The question is marked as answered."],
    [slow, "We asked Clio today", "It is noted that we asked Clio."],
  ] as const) {
    await rowOf(staff, name).getByRole("button", { name: button }).click();
    await expect(staff.getByText(done)).toBeVisible();
    await expect(staff).toHaveURL(`${PORTAL_URL}/staff?tab=needs_us&sort=newest`);
    await expect(rowOf(staff, name)).toHaveCount(0);
  }

  // Without JavaScript the same, by plain forms.
  const plain = await staff
    .context()
    .browser()
    ?.newContext({
      baseURL: PORTAL_URL,
      javaScriptEnabled: false,
      storageState: await staff.context().storageState(),
    });
  const bare = await plain?.newPage();
  if (!bare) throw new Error("the browser has gone");
  await bare.goto("/staff?tab=needs_us&sort=newest");
  await rowOf(bare, bounced).getByRole("button", { name: "Send the mail again" }).click();
  await expect(bare.getByText("The mail is tried again.")).toBeVisible();
  await expect(rowOf(bare, bounced)).toHaveCount(0);
  await bare.getByLabel("Stage").selectOption("Invited");
  await bare.getByRole("button", { name: "Filter", exact: true }).click();
  await bare.waitForURL(/stage=invited/);
  await plain?.close();

  // None of the three waits for us any more: each is where it belongs.
  for (const [tab, name] of [
    ["waiting_firm", asked],
    ["waiting_firm", bounced],
    ["waiting_clio", slow],
  ] as const) {
    await staff.goto(`/staff?tab=${tab}&sort=newest`);
    await expect(rowOf(staff, name)).toHaveCount(1);
  }

  // A viewer sees the same and has no button.
  const viewer = await (await open()).newPage();
  await inDatabase(
    (sql) => sql`insert into people (id, kind, staff_role, email, name)
      values ('person_viewer', 'staff', 'viewer', 'viewer@acucoders.test', 'Vera Look')
      on conflict do nothing`,
  );
  await signInAsStaff(viewer, "viewer@acucoders.test");
  await viewer.goto("/staff?tab=all&sort=newest");
  await expect(rowOf(viewer, slow)).toHaveCount(1);
  const table = viewer.getByRole("table");
  await expect(table.getByRole("button")).toHaveCount(0);
  await expect(viewer.getByText("Save this view")).toHaveCount(0);
  const refused = await post(viewer.context(), `/api/staff/firms/${firmId}/invitation`, {});
  expect(refused.status).toBe(403);
});

test("the queue is searched, filtered, sorted and kept as a view; an address that it cannot read is refused", async ({
  page,
}) => {
  const { staff, email } = await newFirm(page.context(), "Xanthippe & Oak LLP");
  await staff.goto("/staff");
  const search = staff.getByRole("searchbox", { name: "Search firms" });
  await search.fill(`xanth ${email}`);
  await search.press("Enter");
  await expect(rowOf(staff, "Xanthippe & Oak LLP")).toHaveCount(1);
  await expect(staff.getByRole("link", { name: /^All firms\s*1$/ })).toBeVisible();
  await staff.getByLabel("Who registers").selectOption("agency");
  await staff.getByRole("button", { name: "Filter", exact: true }).click();
  await expect(staff.getByText("No firm fits this filter here.")).toBeVisible();
  await look(staff, "staff-queue-nothing");
  await staff.getByLabel("Who registers").selectOption("The firm, private");
  await staff.getByRole("button", { name: "Filter", exact: true }).click();
  await expect(rowOf(staff, "Xanthippe & Oak LLP")).toHaveCount(1);
  await staff.getByRole("link", { name: "Firm", exact: true }).click();
  await staff.waitForURL(/sort=name/);
  await expect(staff.getByRole("columnheader", { name: "Firm", exact: true })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );

  await staff.getByText("Save this view").click();
  await staff.getByLabel("Name", { exact: true }).fill("Xanthippe’s");
  await staff.getByRole("button", { name: "Save", exact: true }).click();
  const view = staff.getByRole("link", { name: "Xanthippe’s", exact: true });
  await expect(view).toHaveAttribute("aria-current", "page");
  const filtered = staff.url();
  await staff.goto("/staff?tab=all");
  await view.click();
  await expect(staff).toHaveURL(filtered);
  const { searchParams } = new URL(filtered);
  const answer = await staff.request.get(`/api/staff/queue?${searchParams.toString()}`);
  expect(answer.headers()["cache-control"]).toBe("private, no-store");
  expect(await answer.json()).toMatchObject({
    rows: [{ firmName: "Xanthippe & Oak LLP", tab: "waiting_firm" }],
    counts: { waiting_firm: { number: 1, isMore: false } },
    next: null,
  });
  await staff.getByText("Delete a view").click();
  await staff.getByRole("button", { name: "Delete “Xanthippe’s”" }).click();
  await expect(view).toHaveCount(0);

  for (const query of [
    "tab=nonsense",
    "colour=red",
    "sort=name;drop",
    "after=x",
    "tab=all&tab=broken",
  ]) {
    const response = await staff.goto(`/staff?${query}`);
    expect([query, response?.status()]).toEqual([query, 400]);
    const json = await staff.request.get(`/api/staff/queue?${query}`);
    expect(json.status()).toBe(400);
  }
  await expect(staff.getByRole("heading", { name: "We cannot read this address" })).toBeVisible();
  await look(staff, "staff-bad-address");
  await staff.getByRole("link", { name: "Open the work queue" }).click();
  await expect(staff.getByRole("heading", { name: "Work queue" })).toBeVisible();
  const old = await staff.request.get("/staff/firms", { maxRedirects: 0 });
  expect(old.status()).toBe(308);
  expect(old.headers().location).toMatch(/\/staff\?tab=all&sort=newest$/);
});
