import type { Page } from "playwright/test";
import { control, newAccount } from "./support/clio";
import { allowAndConfirm, onAgencyRoute, post } from "./support/portal";
import { expect, test } from "./support/test";

type Asked = { path: string; at: number; ms: number };

/** Times in which the sandbox was at work, each counted once however many requests it had. */
async function sandboxMs(since: number): Promise<number> {
  const asked = (await control<Asked[]>("GET", "/requests"))
    .filter(({ at }) => at >= since)
    .toSorted((one, other) => one.at - other.at);
  let total = 0;
  let until = 0;
  for (const { at, ms } of asked) {
    total += Math.max(0, at + ms - Math.max(at, until));
    until = Math.max(until, at + ms);
  }
  return total;
}

/** When the page was first painted, in ms since 1970; waits for it. */
function firstPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const first = list.getEntriesByName("first-contentful-paint")[0];
          if (!first) return;
          observer.disconnect();
          resolve(performance.timeOrigin + first.startTime);
        }).observe({ type: "paint", buffered: true });
      }),
  );
}

/** Presses Allow, and waits for the first paint of the page after it: ours and the sandbox's part. */
async function pressAllow(page: Page): Promise<{ paint: number; clio: number }> {
  await page.goto("/onboarding/connect");
  await page.getByRole("button", { name: "Connect Clio" }).click();
  const allow = page.getByRole("button", { name: "Allow" });
  await expect(allow).toBeVisible();
  const pressed = Date.now();
  await allow.click();
  await page.waitForURL(/\/onboarding\/status/);
  const paint = await firstPaint(page);
  return { paint: paint - pressed, clio: await sandboxMs(pressed) };
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

test("the time from Allow to the first painted result is printed", async ({ page }) => {
  const account = await newAccount();
  await onAgencyRoute(page);
  await allowAndConfirm(page, account.owner);
  await control("POST", "/faults", { path: "/api/v4", how: { kind: "latency", ms: 150 } });
  const ours: number[] = [];
  try {
    for (let round = 0; round < 5; round += 1) {
      const { paint, clio } = await pressAllow(page);
      ours.push(paint - clio);
      await expect(page.getByRole("heading", { level: 1, name: "Connected" })).toBeVisible();
    }
  } finally {
    await control("DELETE", "/faults");
  }
  const all = ours.map((one) => Math.round(one)).join(", ");
  console.log(
    `from Allow to the first paint, without the sandbox's own time: median ${Math.round(median(ours))} ms of ${all} (to reach: 500 ms)`,
  );
  // A hang limit: the figure is judged by who reads it, on a machine that is quiet.
  expect(median(ours)).toBeLessThan(10_000);
});

for (const width of [1280, 360]) {
  test(`nothing on a firm's pages moves once it is painted, at ${width} px`, async ({ open }) => {
    const page = await (await open(width)).newPage();
    const account = await newAccount();
    await onAgencyRoute(page);
    await watchShifts(page);
    const pages = ["", "/plan", "/connect", "/status", "/people", "/help", "/sheet"];
    for (const path of pages) {
      await page.goto(`/onboarding${path}`);
      await page.waitForTimeout(300);
      expect(await shiftsOf(page), path).toBe(0);
    }
    await allowAndConfirm(page, account.owner);
    // The permissions tick off one by one, and the page follows.
    await control("POST", "/faults", { path: "/api/v4", how: { kind: "latency", ms: 800 } });
    try {
      await post(page.context(), "/api/connection/check", {});
      await page.goto("/onboarding/status");
      await expect(page.getByText("Trying each permission")).toBeVisible();
      await expect(page.getByText("Trying each permission")).toBeHidden({ timeout: 60_000 });
      expect(await shiftsOf(page), "while permissions are tried").toBe(0);
    } finally {
      await control("DELETE", "/faults");
    }
  });
}

test("nothing moves when the letters' shapes come after the page", async ({ page }) => {
  await onAgencyRoute(page);
  await watchShifts(page);
  const waiting: (() => void)[] = [];
  await page.route(/\.woff2$/, async (route) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  const fonts = page.waitForResponse(/\.woff2$/);
  await page.goto("/onboarding", { waitUntil: "commit" });
  await firstPaint(page);
  expect(waiting.length).toBeGreaterThan(0);
  for (const goOn of waiting) goOn();
  await fonts;
  await page.waitForTimeout(300);
  expect(await shiftsOf(page)).toBe(0);
});

/** Sums up every movement of the page's content, from its first paint on. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sum = globalThis as typeof globalThis & { shifted?: number };
    sum.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        sum.shifted = (sum.shifted ?? 0) + (entry as PerformanceEntry & { value: number }).value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

const shiftsOf = (page: Page) =>
  page.evaluate(() => (globalThis as typeof globalThis & { shifted?: number }).shifted);
