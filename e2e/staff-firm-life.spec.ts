import { newAccount } from "./support/clio";
import { mailsTo } from "./support/mailbox";
import { allowAndConfirm, newFirm, onAgencyRoute } from "./support/portal";
import { expect, look, test } from "./support/test";

test("staff lead a firm from its page to live, prove it on paper, and close it", async ({
  page,
}) => {
  const account = await newAccount();
  const { staff, address, email } = await onAgencyRoute(page);
  await staff.goto(address);
  const verdict = staff.getByRole("region", { name: "Where it stands" });
  await expect(verdict).toContainText("Mara Quill has to do “Connect Clio”.");

  await staff.getByText("Add a tag").click();
  await staff.getByLabel("Tag", { exact: true }).fill("Before 2027");
  await staff.getByRole("button", { name: "Add the tag" }).click();
  await expect(staff.getByRole("button", { name: "before 2027" })).toBeVisible();
  await staff.getByLabel("New note").fill("Prefers to be called in the morning.");
  await staff.getByRole("button", { name: "Keep the note" }).click();
  await expect(staff.getByText("Prefers to be called in the morning.")).toBeVisible();

  // On the phone: what to say, and the same step that the firm has before it.
  await staff.getByRole("link", { name: "Phone mode" }).click();
  await expect(staff.getByRole("heading", { name: "Say next" })).toBeVisible();
  await expect(staff.getByText("“Please open “Connect Clio”.")).toBeVisible();
  await expect(staff.locator('[aria-current="step"]')).toContainText("Connect Clio");
  await look(staff, "staff-firm-phone");

  await allowAndConfirm(page, account.owner);
  await staff.goto(address);
  await staff.getByRole("button", { name: "Run now" }).click();
  await expect(staff.getByText("Clio is being asked for each permission.")).toHaveCount(0);
  const results = staff.getByRole("table", { name: "Results, row by row" });
  await expect(results.getByRole("row", { name: /Contacts Works/ })).toBeVisible();
  await expect(verdict).toContainText("Everything that is needed holds.");
  await staff.getByRole("button", { name: "Switch the firm on" }).click();
  await expect(verdict).toContainText("It is live");
  await look(staff, "staff-firm-live");
  await staff.getByRole("link", { name: "What staff did" }).click();
  await staff.waitForURL(/about=staff/);
  await expect(staff.getByRole("row", { name: /Note added/ })).toBeVisible();
  await expect(staff.getByRole("row", { name: /Plan answered/ })).toHaveCount(0);

  await staff.goto(`${address}/evidence`);
  await expect(staff.getByText("Verified just now")).toBeVisible();
  await expect(staff.getByRole("cell", { name: account.owner })).toBeVisible();
  await look(staff, "staff-firm-evidence");
  await staff.emulateMedia({ media: "print" });
  await expect(staff.locator("button:visible, summary:visible, form:visible")).toHaveCount(0);
  await staff.emulateMedia({ media: null });

  await staff.goto(`${address}/close`);
  const exported = staff.waitForEvent("download");
  await staff.getByRole("link", { name: "Export everything first" }).click();
  expect((await exported).suggestedFilename()).toMatch(/^firm-firm_\w+-[\d-]+\.json$/);
  await staff.getByRole("button", { name: "Close this firm" }).click();
  await expect(staff.getByText("Say why").first()).toBeVisible();
  await look(staff, "staff-firm-close");
  await staff.getByLabel("Reason").fill("They ended the contract.");
  await staff.getByLabel("The firm’s name").fill("Quill & Adeyemi");
  await staff.getByRole("button", { name: "Close this firm" }).click();
  await expect(staff.getByRole("heading", { name: "This firm is closed" })).toBeVisible();
  await expect(staff.getByRole("button", { name: /Send|Revoke|Change|Run now/ })).toHaveCount(0);
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  // The end of the access is told, and nothing after it.
  await expect(async () => {
    const subjects = (await mailsTo(email)).map(({ subject }) => subject);
    expect(subjects.join("\n")).toContain("disconnected");
  }).toPass();
});

test("staff import firms from a file, row by row, and repeat a set-up", async ({ page }) => {
  const { staff, address } = await newFirm(
    page.context(),
    "Ferris & Lunt",
    undefined,
    undefined,
    undefined,
    "Clio and HubSpot contacts",
  );
  const end = Math.random().toString(36).slice(2, 8);
  await staff.goto("/staff/firms/import");
  await staff.getByRole("button", { name: "Look at the file" }).click();
  await expect(staff.getByText("Paste the file, or choose one.").first()).toBeVisible();
  await look(staff, "staff-import");
  const rows = [
    "name;integration;contact_name;contact_email;region",
    `"Castellan; ${end}";Clio and HubSpot contacts;Cleo Dane;cleo.${end}@castellan.test;us`,
    `Wrong ${end};No such thing;Cleo Dane;cleo at castellan;us`,
  ];
  await staff.getByLabel("Choose a file").setInputFiles({
    name: "firms.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(rows.join("\r\n")),
  });
  await expect(staff.getByText("firms.csv was read.")).toBeVisible();
  await staff.getByRole("button", { name: "Look at the file" }).click();
  await expect(staff.getByRole("heading", { name: "What the file would do" })).toBeVisible();
  await expect(staff.getByText("There is no such integration.")).toBeVisible();
  await look(staff, "staff-import-looked");
  await staff.getByText("Send each main contact an invitation").click();
  await staff.getByRole("button", { name: "Import 1 firm" }).click();
  await expect(staff.getByText("Made; the invitation is sent.")).toBeVisible();
  await expect(staff.getByRole("button", { name: /^Import/ })).toHaveCount(0);
  await staff.getByRole("link", { name: `Castellan; ${end}` }).click();
  await expect(staff.getByRole("heading", { name: `Castellan; ${end}` })).toBeVisible();

  await staff.goto(`${address}/repeat`);
  await look(staff, "staff-firm-repeat");
  await staff.getByLabel("For which integration").selectOption("Clio and HubSpot contacts");
  await staff.getByRole("button", { name: "Repeat the set-up and invite" }).click();
  await expect(staff.getByText("set up for this already").first()).toBeVisible();
  await staff.getByLabel("Region").selectOption("eu");
  await staff.getByRole("button", { name: "Repeat the set-up and invite" }).click();
  await staff.waitForURL(
    (url) => /\/firm_\w+$/.test(url.pathname) && !address.includes(url.pathname),
  );
  await expect(staff.getByText("Europe and United Kingdom").first()).toBeVisible();
});
