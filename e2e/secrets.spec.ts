import { readFileSync } from "node:fs";
import type { BrowserContext } from "playwright/test";
import { control, newAccount } from "./support/clio";
import { databaseFiles, everyRow } from "./support/database";
import { filesUnder, leaksIn, spellings } from "./support/leaks";
import { newestLink } from "./support/mailbox";
import {
  acceptInvitation,
  enterCode,
  heldReturn,
  newFirm,
  PORTAL_URL,
  post,
  readyToConnect,
} from "./support/portal";
import { expect, test } from "./support/test";

const FOLDER = process.env.E2E_FOLDER ?? "";
const PAGES = [
  "/",
  "/onboarding",
  "/onboarding/plan",
  "/onboarding/application",
  "/onboarding/credentials",
  "/onboarding/connect",
  "/onboarding/status",
  "/api/connection",
  "/staff",
  "/staff/firms",
  "/staff/firms/new",
  "/staff/integrations",
];

type SandboxGrant = { key: string; access: string; refresh: string };
const grantOf = async (key: string) => {
  const { grants } = await control<{ grants: SandboxGrant[] }>("GET", "/state");
  const found = grants.find((grant) => grant.key === key);
  if (!found) throw new Error("Clio gave no tokens");
  return found;
};
const cookiesOf = async (context: BrowserContext) =>
  Object.fromEntries(
    (await context.cookies(PORTAL_URL))
      .filter(({ name }) => /session|connect|browser/.test(name))
      .map(({ name, value }) => [name, value]),
  );
const tokenIn = (link: string) => link.split("/l/")[1] ?? "";

test("SE-01 OC-22 OC-24 no secret stands in the database, its files, a log, a page or an answer", async ({
  page,
  open,
}) => {
  const context = page.context();
  const account = await newAccount();
  const { staff, address, key, secret, email } = await readyToConnect(page, account.id);
  await page.goto("/onboarding/credentials");
  await page.getByText("Replace the keys").click();
  await enterCode(page, email);
  const mistyped = `mistyped${secret.slice(8).toLowerCase()}`;
  const wrong = { region: "us", client_id: key, client_secret: mistyped };
  expect((await post(context, "/api/onboarding/credentials", wrong)).status).toBe(422);
  const swapped = `Swapped${key.slice(7)}`;
  const bothWrong = { region: "us", client_id: swapped, client_secret: mistyped };
  expect((await post(context, "/api/onboarding/credentials", bothWrong)).status).toBe(422);
  const back = new URL(await heldReturn(page, account.owner));
  const connectCookies = await cookiesOf(context);
  await page.goto(back.href);
  await page.getByRole("button", { name: /^Yes/ }).click();
  await expect(page.getByText("Working").first()).toBeVisible();
  const grant = await grantOf(key);
  const invited = await newFirm(context, "Ferris & Lunt");
  const other = await (await open()).newPage();
  await acceptInvitation(other, invited.invitation);
  const ourKeys = JSON.parse(readFileSync(`${FOLDER}/keys.json`, "utf8")) as Record<string, string>;

  const secrets: Record<string, string> = {
    secret,
    mistyped,
    swapped,
    access: grant.access,
    refresh: grant.refresh,
    code: back.searchParams.get("code") ?? "",
    state: back.searchParams.get("state") ?? "",
    invitation: tokenIn(invited.invitation),
    signIn: tokenIn(await newestLink("admin@anteroom.test", "clg")),
    ...connectCookies,
    ...Object.fromEntries(
      Object.entries(await cookiesOf(other.context())).map(([name, value]) => [
        `other ${name}`,
        value,
      ]),
    ),
    NEXTAUTH_SECRET: ourKeys.NEXTAUTH_SECRET ?? "",
    PORTAL_KEYS: ourKeys.PORTAL_KEYS?.split(":")[1] ?? "",
  };
  expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(12);
  expect(Object.values(secrets).every((one) => one.length >= 20)).toBe(true);
  for (const spelling of spellings(secret)) {
    expect(leaksIn(`before ${spelling} after`, secrets)).toContain("secret");
  }

  const rows = await everyRow();
  expect(leaksIn(rows, { name: "Quill & Adeyemi" }), "what is there is found").toEqual(["name"]);
  expect(leaksIn(rows, secrets)).toEqual([]);
  const files = [...databaseFiles(FOLDER), ...filesUnder(`${FOLDER}/log`)];
  const found = (wanted: Record<string, string>) =>
    files.flatMap(({ path, bytes }) => leaksIn(bytes, wanted).map((name) => `${name} in ${path}`));
  const places = found({ name: "Quill & Adeyemi" }).join();
  expect(places, "in the tables' files").toContain("/base/");
  expect(places, "in the log of changes").toContain("/pg_wal/");
  expect(found(secrets)).toEqual([]);

  const roles = { firm: context, staff: staff.context(), nobody: await open() };
  for (const [role, jar] of Object.entries(roles)) {
    for (const path of [...PAGES, new URL(address).pathname]) {
      for (const accept of ["text/html", "text/x-component"]) {
        const headers = { accept, ...(accept === "text/x-component" && { rsc: "1" }) };
        const response = await jar.request.get(PORTAL_URL + path, { headers });
        expect(leaksIn(await response.body(), secrets), `${role} at ${path}`).toEqual([]);
      }
    }
  }
});
