import { afterAll, beforeAll, expect, it } from "vitest";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { accentInput, changeAccent } from "./change-accent";
import { changeLogo } from "./change-logo";
import { changeSettings, settingsInput } from "./change-settings";
import { png } from "./png.testing";
import { loadLogo, loadSettings } from "./queries";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const stored = () => loadSettings(house.system);
const typed = {
  agency_name: "Clover & Key",
  support_email: "help@cloverkey.test",
  website: "https://cloverkey.test",
  time_zone: "Europe/London",
};
const agency = (more: Record<string, string> = {}) => settingsInput.parse({ ...typed, ...more });
const accent = (colour: string, version?: string) =>
  accentInput.parse({ accent_colour: colour, ...(version && { version }) });

it("a colour that can be read is kept; one that cannot is refused with its figures and a neighbour", async () => {
  for (const ctx of [house.staff.operator, house.staff.viewer, house.system]) {
    expect(await codeOf(changeAccent(ctx, accent("#1f5f8b")))).toBe("forbidden");
  }
  await changeAccent(house.staff.admin, accent("#1F5F8B"));
  expect((await stored()).accentColour).toBe("#1f5f8b");
  await expect(changeAccent(house.staff.admin, accent("#ffcc00"))).rejects.toMatchObject({
    code: "invalid_input",
    fields: {
      accent_colour: expect.stringMatching(/needs 4\.5.*nearest one that works is #[0-9a-f]{6}/),
    },
  });
  expect((await stored()).accentColour).toBe("#1f5f8b");
  await changeAccent(house.staff.admin, accent(""));
  expect((await stored()).accentColour).toBeNull();
});

it("a logo is found by its hash alone, and can be taken away", async () => {
  const logo = png().toString("base64");
  expect(await codeOf(changeLogo(house.staff.operator, { logo }))).toBe("forbidden");
  const bad = changeLogo(house.staff.admin, { logo: Buffer.from("<svg/>").toString("base64") });
  await expect(bad).rejects.toMatchObject({ fields: { logo: expect.stringContaining("no PNG") } });
  await changeLogo(house.staff.admin, { logo });
  const { logoHash } = await stored();
  expect(logoHash).toMatch(/^[0-9a-f]{16}$/);
  expect(await loadLogo(house.system, logoHash ?? "")).toEqual(png());
  await changeLogo(house.staff.admin, { logo: png({ width: 64 }).toString("base64") });
  expect(await loadLogo(house.system, logoHash ?? "")).toBeNull();
  await changeLogo(house.staff.admin, { logo: "", remove: "yes" });
  expect((await stored()).logoHash).toBeNull();
});

it("of two who save the same version one is told, and the rhythm of mails is kept", async () => {
  const { version } = await stored();
  const both = await Promise.all([
    codeOf(changeSettings(house.staff.admin, agency({ version: String(version) }))),
    codeOf(changeAccent(house.staff.admin, accent("#1f5f8b", String(version)))),
  ]);
  expect(both.toSorted()).toEqual(["conflict", "done"]);
  const now = await stored();
  expect(now.version).toBe(version + 1);
  const more = { version: String(now.version), problem_mail_days: "2 5,9", erase_after_days: "60" };
  await changeSettings(house.staff.admin, agency(more));
  expect(await stored()).toMatchObject({ problemMailDays: [2, 5, 9], eraseAfterDays: 60 });
  for (const days of ["", "3, 2", "0", "1, x", "91", "1 2 3 4 5 6 7 8 9"]) {
    expect(settingsInput.safeParse({ ...typed, problem_mail_days: days }).success).toBe(false);
  }
});
