import { globSync, readFileSync } from "node:fs";
import { and, lte, ne, sql } from "drizzle-orm";
import { mails } from "@/lib/db/schema";
import { contentsOf } from "@/lib/db/testing";
import { openDatabase } from "@/lib/db/client";
import { newAccount } from "./support/clio";
import { mailsTo } from "./support/mailbox";
import { forgetTries, newFirm, PORTAL_URL, post, readyToConnect } from "./support/portal";
import { type Answer, cookieOf, host, hostname, OURS, port, raw } from "./support/raw";
import { expect, test } from "./support/test";

const EVIL = "evil.test";
/** Exempt by design: Clio calls it, nothing is believed, nothing is answered but 200. */
const CALLED_BY_CLIO = "/api/clio/deauthorized/[key]";
const MUTATING = globSync("app/api/**/route.ts")
  .filter((file) =>
    /export (const|async function|function) (POST|PUT|PATCH|DELETE)\b/.test(
      readFileSync(file, "utf8"),
    ),
  )
  .map((file) => `/${file.replace(/^app\//, "").replace(/\/route\.ts$/, "")}`)
  .filter((route) => route !== CALLED_BY_CLIO);

/** What a proxy, or somebody who plays one, may say of the address that was asked for. */
const ADDRESSES: Record<string, string>[] = [
  { host: EVIL },
  { host: `${host}.${EVIL}` },
  { host: `${EVIL}:${port}` },
  { host: `${host}@${EVIL}` },
  { "x-forwarded-host": EVIL },
  { "x-forwarded-host": `${EVIL}, ${host}` },
  { "x-forwarded-proto": "https" },
  { "x-forwarded-proto": "https", "x-forwarded-host": EVIL, "x-forwarded-port": "443" },
  { forwarded: `for=1.2.3.4;host=${EVIL};proto=https` },
  { "x-original-url": `https://${EVIL}/`, "x-rewrite-url": `https://${EVIL}/` },
  { "x-host": EVIL, "x-forwarded-server": EVIL },
  { "x-forwarded-for": EVIL, "x-real-ip": EVIL },
];

test("OC-09 the address to come back to is ours to the byte, whatever a request says", async ({
  page,
}) => {
  await readyToConnect(page, (await newAccount()).id);
  const cookie = await cookieOf(page.context());
  let went = 0;
  for (const address of ADDRESSES) {
    const headers = { host, accept: "application/json", cookie, ...OURS, ...address };
    const answer = await raw("POST", "/api/clio/connect", headers);
    if (address.host) {
      expect([address, answer.status]).toEqual([address, 421]);
      continue;
    }
    const { location } = JSON.parse(answer.body) as { location: string };
    const back = new URL(location).searchParams.get("redirect_uri");
    expect(back, JSON.stringify(address)).toBe(`${PORTAL_URL}/api/clio/callback`);
    went += 1;
  }
  expect(went).toBe(8);
});

test("OC-29 mails lead to the portal, whatever a request says", async ({ page }) => {
  const { email, staff, address: firmPage } = await newFirm(page.context(), "Ferris & Lunt");
  const cookie = await cookieOf(staff.context());
  const path = new URL(firmPage).pathname.replace("/staff/", "/api/staff/");
  for (const address of ADDRESSES) {
    const headers = { host, accept: "application/json", cookie, ...OURS, ...address };
    const answer = await raw("POST", `${path}/invitation`, headers);
    expect([address, answer.status]).toEqual([address, address.host ? 421 : 200]);
  }
  await expect(async () => expect(await mailsTo(email)).toHaveLength(9)).toPass();
  for (const mail of await mailsTo(email)) {
    expect(mail.links.map((link) => new URL(link).origin)).toEqual([PORTAL_URL]);
  }
});

test("asking for a link is answered alike, whoever it is for and however often", async ({
  page,
}) => {
  const { email } = await newFirm(page.context(), "Ferris & Lunt");
  await forgetTries("sign_in%");
  const answers = new Set<string>();
  // The last of the known ones are past their limit, and mail nobody.
  for (const one of [
    email,
    email,
    email,
    email,
    email,
    "nobody@ferris.test",
    "admin@anteroom.test",
  ]) {
    for (const accept of ["text/html", "application/json"]) {
      const headers = { host, accept, ...OURS };
      const { status, location, body, type } = await raw(
        "POST",
        "/api/sign-in",
        headers,
        `email=${one}`,
      );
      answers.add(JSON.stringify({ accept, status, location, body, type }));
    }
  }
  expect([...answers]).toHaveLength(2);
  await forgetTries("sign_in%");
});

test("OC-10 no answer leads elsewhere", async ({ page }) => {
  const payloads = [
    `//${EVIL}`,
    `///${EVIL}`,
    `////${EVIL}`,
    `/\\${EVIL}`,
    `\\\\${EVIL}`,
    `\\/${EVIL}`,
    `/\\/${EVIL}`,
    `https:${EVIL}`,
    `https:/${EVIL}`,
    `https://${EVIL}`,
    `https:///${EVIL}`,
    `HtTpS://${EVIL}`,
    `http://${EVIL}`,
    `//${EVIL}/%2f..`,
    `%2f%2f${EVIL}`,
    `%252f%252f${EVIL}`,
    `/%2f${EVIL}`,
    `/%5c${EVIL}`,
    `%5c%5c${EVIL}`,
    `/%09/${EVIL}`,
    `/\t/${EVIL}`,
    `/\n/${EVIL}`,
    `\r\n//${EVIL}`,
    `/%0d%0aLocation:%20https://${EVIL}`,
    `/x\r\nLocation: https://${EVIL}`,
    `https://${host}@${EVIL}`,
    `//${host}@${EVIL}`,
    `https://${EVIL}#${host}`,
    `https://${EVIL}?${host}`,
    `https://${host}.${EVIL}`,
    `//${EVIL}\u3002x`,
    `//${EVIL}\uff0e`,
    `//\uff0f${EVIL}`,
    `/\u2215\u2215${EVIL}`,
    `javascript:alert(1)`,
    `java\tscript:alert(1)`,
    `data:text/html,${EVIL}`,
    `ftp://${EVIL}`,
    `/..//${EVIL}`,
    `/.//${EVIL}`,
    `//%00${EVIL}`,
  ];
  expect(payloads.length).toBeGreaterThanOrEqual(40);
  await readyToConnect(page, (await newAccount()).id);
  const cookie = await cookieOf(page.context());
  const names = [
    "to",
    "next",
    "callbackUrl",
    "return_to",
    "redirect",
    "redirect_uri",
    "url",
    "from",
  ];
  const leadsOut = ({ location }: Answer) =>
    location !== null && new URL(location, PORTAL_URL).origin !== PORTAL_URL;
  const out: unknown[] = [];
  for (const payload of payloads) {
    const query = new URLSearchParams(names.map((name) => [name, payload]));
    const path = encodeURI(payload).replaceAll("%25", "%");
    const answers = [
      await raw("GET", path.startsWith("/") ? path : `/${path}`, { host, cookie }),
      await raw("GET", `/sign-in?${query}`, { host }),
      await raw("GET", `/onboarding?${query}`, { host }),
      await raw("GET", `/l/${encodeURIComponent(payload)}?${query}`, { host }),
      await raw("GET", `/api/clio/callback?${query}`, { host, cookie }),
      await raw(
        "POST",
        `/api/theme?${query}`,
        { host, ...OURS, referer: payload.replaceAll(/[^\x20-\x7e]/g, "") },
        `theme=dark&from=${encodeURIComponent(payload)}`,
      ),
      await raw(
        "POST",
        `/api/onboarding/plan?${query}`,
        { host, ...OURS, cookie },
        `plan=none&${query}`,
      ),
      await raw("POST", `/api/links/${encodeURIComponent(payload)}`, { host, ...OURS }),
    ];
    out.push(...answers.filter(leadsOut).map(({ location }) => [payload, location]));
    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
  }
  expect(out).toEqual([]);
});

/** What every request of somebody signed in moves. */
const BY_DESIGN = { sessions: ["seen_at", "idle_expires_at"] };
/** A notice of tomorrow waits, and is none of these. */
const isOnItsWay = and(ne(mails.state, "sent"), lte(mails.queuedAt, sql`now()`));

test("OC-30 every route that changes something refuses what another site sends", async ({
  page,
}) => {
  expect(MUTATING.length).toBeGreaterThanOrEqual(14);
  const { staff } = await readyToConnect(page, (await newAccount()).id);
  const cookies = { firm: await cookieOf(page.context()), staff: await cookieOf(staff.context()) };
  const foreign: Record<string, string>[] = [
    { origin: PORTAL_URL, "sec-fetch-site": "cross-site" },
    { origin: PORTAL_URL, "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
    { origin: `https://${EVIL}`, "sec-fetch-site": "same-origin" },
    { origin: `https://${EVIL}`, "sec-fetch-site": "none" },
    { origin: `https://${EVIL}`, "sec-fetch-site": "cross-site" },
    { origin: `https://${EVIL}` },
    { origin: "null" },
    { origin: "null", "sec-fetch-site": "same-origin" },
    { origin: `${PORTAL_URL}.${EVIL}` },
    { origin: `http://${hostname}:1` },
    {},
  ];
  const database = openDatabase({ url: process.env.DATABASE_URL ?? "" });
  const db = database.scoped({ kind: "system", name: "test" });
  // The mails about the keys go out after their answer.
  await expect.poll(() => db.query((handle) => handle.$count(mails, isOnItsWay))).toBe(0);
  // The worker may write meanwhile, which one more round shows: what a request does is done each time.
  await expect(async () => {
    const before = await contentsOf(db, BY_DESIGN);
    for (const route of MUTATING) {
      const path = route.replaceAll(/\[[^\]]+\]/g, "x");
      for (const headers of foreign) {
        for (const cookie of Object.values(cookies)) {
          const answer = await raw("POST", path, { host, cookie, ...headers });
          expect([path, headers, answer.status]).toEqual([path, headers, 403]);
        }
      }
    }
    expect(await contentsOf(db, BY_DESIGN)).toEqual(before);
  }).toPass({ timeout: 180_000 });
  await database.close();
  expect((await post(page.context(), "/api/onboarding/plan", { plan: "essentials" })).status).toBe(
    200,
  );
});
