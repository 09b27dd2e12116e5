import axe from "axe-core";
import { expect, test as base, type BrowserContext, type Page } from "playwright/test";

// The browser itself notes a form's answer that names what to correct; it is no fault of a page.
// The development server's own line to the browser breaks when it is too busy to answer.
const EXPECTED =
  /the server responded with a status of (400|401|403|404|409|410|422|429)|^WebSocket connection to '[^']*\/_next\/hmr/;

const PORTAL_URL = process.env.E2E_PORTAL_URL ?? "";
const OUR_COOKIE =
  /^anteroom-(session|browser|connect|flash|theme)=[^;]{0,3900}; Path=\/(; Expires=[^;]+)?(; Max-Age=\d+)?(; HttpOnly)(; SameSite=lax)$/i;

/** Cookies that are not as they should be; on plain http without Secure and the prefix. */
function badCookies(headers: { name: string; value: string }[]): string[] {
  return headers
    .filter(({ name }) => name.toLowerCase() === "set-cookie")
    .flatMap(({ value }) => value.split("\n"))
    .filter((cookie) => !OUR_COOKIE.test(cookie));
}

/** A test that also fails when one of its pages wrote an error to the console or threw one, or got a cookie that is not as ours are. */
export const test = base.extend<{ open: (width?: number) => Promise<BrowserContext> }>({
  open: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const problems: string[] = [];
    const cookies: Promise<string[]>[] = [];
    await use(async (width = 1280) => {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      context.on("console", (message) => {
        const text = message.text();
        // Clio's own pages may fail as they like.
        const isOurs = !message.location().url.startsWith("http://localhost:");
        if (isOurs && message.type() === "error" && !EXPECTED.test(text)) problems.push(text);
      });
      context.on("response", (response) => {
        if (!response.url().startsWith(PORTAL_URL)) return;
        cookies.push(response.headersArray().then(badCookies, () => []));
      });
      context.on("weberror", (thrown) => problems.push(thrown.error().message));
      contexts.push(context);
      return context;
    });
    // A request that the page gave up never gets the headers that it is waited for: closing ends the wait.
    for (const context of contexts) await context.close();
    const bad = (await Promise.all(cookies)).flat();
    expect(bad, "OC-25 every cookie is ours, HttpOnly, Lax and for the whole site").toEqual([]);
    expect(problems).toEqual([]);
  },
  page: async ({ open }, use) => {
    const context = await open();
    await use(await context.newPage());
  },
});

export { expect };

/** By how much a page is wider than its window; waits for the page while a link leads to it. */
export function overflow(page: Page): Promise<number> {
  return page.locator("html").evaluate((root) => root.scrollWidth - root.clientWidth);
}

/** The rules whose verdict a theme or a width changes; the others look at the same elements again. */
const RULES_OF_A_LOOK = ["color-contrast", "link-in-text-block", "target-size"];
const LOOKS = [
  { width: 320, colorScheme: "light", rules: "all" },
  { width: 1280, colorScheme: "dark", rules: RULES_OF_A_LOOK },
] as const;
/** Every rule in every look, for who wants to see all pictures: `E2E_LOOKS=all`. */
const ALL_LOOKS = [320, 1280].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({
    width,
    colorScheme,
    rules: "all" as const,
  })),
);

/** Puts axe into a page, once for all looks at it: what its policy forbids its own scripts is no matter here. */
export async function bringAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/** What axe finds on a page that it was brought to. */
export async function violationsOn(
  page: Page,
  rules: "all" | readonly string[],
): Promise<string[]> {
  const only = rules === "all" ? {} : { runOnly: { type: "rule" as const, values: [...rules] } };
  const options = { resultTypes: ["violations" as const], ...only };
  const violations = await page.evaluate(async (given) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(given);
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  }, options);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.join(" ")}`);
}

/** Keeps a picture of the whole page, but on CI: nobody opens those, and painting takes a good part of its time. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env.CI) return;
  await page.screenshot({ path: `test-results/pages/${name}.png`, fullPage: true });
}

/** axe finds nothing on the page, narrow and light, wide and dark; each look is kept as a picture, but on CI. */
export async function look(page: Page, name: string): Promise<void> {
  // A soak goes the same way for another reason.
  if (process.env.E2E_LOOKS === "none") return;
  const size = page.viewportSize() ?? { width: 1280, height: 900 };
  await bringAxe(page);
  for (const { width, colorScheme, rules } of process.env.E2E_LOOKS === "all" ? ALL_LOOKS : LOOKS) {
    await page.setViewportSize({ width, height: size.height });
    await page.emulateMedia({ colorScheme });
    expect(await violationsOn(page, rules), `${name} at ${width} px, ${colorScheme}`).toEqual([]);
    expect(await overflow(page), `${name} scrolls sideways at ${width} px`).toBe(0);
    await keepPicture(page, `${name}-${width}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(size);
}
