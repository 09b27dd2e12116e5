import type { Page } from "playwright/test";
import { acceptInvitation, newFirm, PORTAL_URL, post } from "./support/portal";
import { expect, test } from "./support/test";

const PAGE = /\/Type\s*\/Page\b/g;

/** How many sheets of paper the page takes, on the agency's and on the firm's kind of paper. */
async function sheetsOf(page: Page): Promise<number[]> {
  const sheets: number[] = [];
  for (const format of ["A4", "Letter"]) {
    const pdf = await page.pdf({ format });
    sheets.push(pdf.toString("latin1").match(PAGE)?.length ?? 0);
  }
  return sheets;
}

test("the checklist and the sheet print on one page each, without a button, dark on white", async ({
  page,
}) => {
  const { invitation, name } = await newFirm(
    page.context(),
    undefined,
    undefined,
    "firm_developer",
  );
  await acceptInvitation(page, invitation);
  await post(page.context(), "/api/onboarding/plan", { plan: "essentials", region: "us" });
  const theme = { name: "anteroom-theme", value: "dark", url: PORTAL_URL };
  await page.context().addCookies([theme]);

  await page.goto("/onboarding");
  const onScreen = await wordsOf(page);
  expect(onScreen).toHaveLength(7);
  expect(onScreen[3]).toEqual([
    "Send us the keys",
    "After “Register the application”",
    "Cannot start yet",
  ]);
  await page.emulateMedia({ media: "print" });
  expect(await wordsOf(page)).toEqual(onScreen);
  await expect(page.getByRole("banner")).toContainText(name);
  await looksPrinted(page);

  await page.emulateMedia({ media: null });
  await page.goto("/onboarding/sheet");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { name: "What never happens" })).toBeVisible();
  await looksPrinted(page);
});

/** Title, hint and state of each step, as far as they can be seen. */
async function wordsOf(page: Page): Promise<string[][]> {
  const rows = await page.getByRole("listitem").allInnerTexts();
  return rows.map((row) => row.split("\n").filter(Boolean));
}

/** Nothing to press, dark on nothing, and one page, though the person chose dark for the screen. */
async function looksPrinted(page: Page): Promise<void> {
  await expect(page.locator("button:visible, summary:visible, form:visible")).toHaveCount(0);
  await expect(page.getByRole("link", { name: /^(See what to do|Check the plan)$/ })).toHaveCount(
    0,
  );
  const colours = await page.evaluate(() => ({
    text: getComputedStyle(document.body).color,
    paper: getComputedStyle(document.documentElement).backgroundColor,
  }));
  expect(colours).toEqual({ text: "rgb(28, 33, 38)", paper: "rgba(0, 0, 0, 0)" });
  expect(await sheetsOf(page)).toEqual([1, 1]);
}
