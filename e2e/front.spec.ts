import { expect, test } from "playwright/test";

const PAGES = ["/", "/sign-in", "/l/unknown", "/no-such-page", "/onboarding/no-such-page"];
const nonceOf = (policy: string) => /'nonce-([^']+)'/.exec(policy)?.[1];

for (const path of PAGES) {
  test(`OC-26 OC-27 OC-28 OC-32 ${path} carries its headers and its scripts the nonce`, async ({
    request,
  }) => {
    const response = await request.get(path, { maxRedirects: 0 });
    const headers = response.headers();
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(headers["cache-control"]).toBe("private, no-store");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-powered-by"]).toBeUndefined();
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? [];
    const nonce = nonceOf(policy);
    expect(scripts.filter((one) => !one.includes(`nonce="${nonce}"`))).toEqual([]);
  });
}

test("OC-26 the nonce is another one each time, whatever the client sends", async ({ request }) => {
  const nonces = new Set<string | undefined>();
  for (let index = 0; index < 100; index += 1) {
    const response = await request.get("/sign-in", {
      headers: { "Content-Security-Policy": "script-src 'nonce-evil'", "X-Nonce": "evil" },
    });
    nonces.add(nonceOf(response.headers()["content-security-policy"] ?? ""));
    if (index === 0) expect(await response.text()).not.toContain('nonce="evil"');
  }
  expect(nonces.size).toBe(100);
});

test("OC-28 tricks with endings get no page", async ({ request }) => {
  for (const ending of ["/x.css", ";.js", "%0a", "/..%2f", ".rsc"]) {
    const response = await request.get(`/onboarding${ending}`, { maxRedirects: 0 });
    expect([ending, response.status()]).toEqual([ending, 404]);
    expect(response.headers()["cache-control"]).toBe("private, no-store");
  }
});

test("OC-28 built files may be kept for ever", async ({ request }) => {
  const html = await (await request.get("/")).text();
  const file = /\/_next\/static\/[^"]+\.js/.exec(html)?.[0] ?? "";
  const headers = (await request.get(file)).headers();
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
});

test("every answer with a body says its type and its letters", async ({ request }) => {
  const html = await (await request.get("/")).text();
  const built = [...html.matchAll(/\/_next\/static\/[^"\\]+\.(?:js|css)/g)].map(([file]) => file);
  const apart = ["/api/health/live", "/api/connection", `/${"long".repeat(3000)}`];
  for (const path of [...PAGES, ...new Set(built), ...apart]) {
    const response = await request.get(path, { maxRedirects: 0 });
    if ((await response.body()).length === 0) continue;
    const type = response.headers()["content-type"] ?? "";
    const isText = /^(?:text\/\w+|application\/javascript); charset=utf-8$/i;
    // JSON is UTF-8 by itself (RFC 8259).
    expect(/^application\/json\b/.test(type) || isText.test(type), `${path}: ${type}`).toBe(true);
  }
});

test("OC-33 nobody else's page may read an answer", async ({ request }) => {
  for (const path of ["/api/connection", "/api/sign-in"]) {
    const response = await request.fetch(path, {
      method: "OPTIONS",
      headers: { Origin: "https://evil.test", "Access-Control-Request-Method": "POST" },
    });
    expect(response.headers()["access-control-allow-origin"]).toBeUndefined();
  }
});

test("OC-27 the portal cannot be framed", async ({ page, baseURL }) => {
  await page.goto(process.env.E2E_SANDBOX_URL ?? "");
  const refused = page.waitForEvent("console", (message) =>
    message.text().includes("frame-ancestors"),
  );
  await page.evaluate((address) => {
    const frame = document.createElement("iframe");
    frame.src = address;
    document.body.append(frame);
  }, `${baseURL}/sign-in`);
  await refused;
});

test("OC-26 pages break none of their own policy", async ({ page }) => {
  const violations: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) violations.push(message.text());
  });
  for (const path of PAGES) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
  }
  expect(violations).toEqual([]);
});
