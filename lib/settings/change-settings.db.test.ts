import { afterAll, beforeAll, expect, it } from "vitest";
import { events } from "@/lib/db/schema";
import { letterhead } from "@/lib/mail/letterhead";
import { codeOf, openHouse, type House } from "@/lib/testing/house";
import { changeSettings, settingsInput } from "./change-settings";
import { loadSettings } from "./queries";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const good = {
  agency_name: "Clover & Key",
  support_email: "help@cloverkey.test",
  website: "https://cloverkey.test",
  time_zone: "Europe/London",
};
const take = (more: Record<string, string> = {}) => settingsInput.parse({ ...good, ...more });

it("the environment's values hold until an admin changes them, then all at once, with an event", async () => {
  expect(await loadSettings(house.system)).toMatchObject({
    agencyName: "AcuCoders",
    timeZone: "America/New_York",
    goesLiveByItself: false,
    holidays: [],
  });
  const input = take({
    holidays: "2026-12-28\n2026-12-25, 2026-12-25",
    goes_live: "by_itself",
    hubspot_guide_url: "https://cloverkey.test/hubspot",
  });
  const firm = await house.firm();
  for (const ctx of [house.staff.operator, house.staff.viewer, firm.contact, house.system]) {
    expect(await codeOf(changeSettings(ctx, input))).toBe("forbidden");
  }
  await changeSettings(house.staff.admin, input);
  expect(await loadSettings(house.system)).toMatchObject({
    agencyName: "Clover & Key",
    supportEmail: "help@cloverkey.test",
    timeZone: "Europe/London",
    holidays: ["2026-12-25", "2026-12-28"],
    hubspotGuideUrl: "https://cloverkey.test/hubspot",
    pipedriveGuideUrl: null,
    goesLiveByItself: true,
  });
  await changeSettings(house.staff.admin, take());
  expect(await loadSettings(house.system)).toMatchObject({
    holidays: [],
    hubspotGuideUrl: null,
    goesLiveByItself: false,
  });
  const head = await house.system.db.transaction((tx) => letterhead(tx, house.system, firm.id));
  expect(head.agencyName).toBe("Clover & Key");
  const all = await house.system.db.query((db) => db.select().from(events));
  expect(all.filter(({ kind }) => kind === "settings.changed")).toHaveLength(2);
});

it.each([
  [{ agency_name: " " }, "agency_name"],
  [{ support_email: "" }, "support_email"],
  [{ support_email: "a@x.test,b@x.test" }, "support_email"],
  [{ support_email: "a@x.test\r\nBcc: b@x.test" }, "support_email"],
  [{ website: "http://cloverkey.test" }, "website"],
  [{ website: "javascript:alert(1)" }, "website"],
  [{ website: "https://cloverkey.test@evil.test" }, "website"],
  [{ services_url: "//evil.test" }, "services_url"],
  [{ time_zone: "Mars/Olympus" }, "time_zone"],
  [{ holidays: "2026-02-30" }, "holidays"],
  [{ holidays: "Christmas" }, "holidays"],
  [{ goes_live: "perhaps" }, "goes_live"],
])("refuses %o with a message at its field", (bad, field) => {
  const parsed = settingsInput.safeParse({ ...good, ...bad });
  expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
