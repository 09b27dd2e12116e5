import type { BrowserContext, Page } from "playwright/test";

export const SANDBOX_URL = process.env.E2E_SANDBOX_URL ?? "";

/** Boxes ticked in an application of the sandbox's developer portal. */
export type Boxes = Record<string, { read: boolean; write: boolean }>;

export const ALL_BOXES: Boxes = Object.fromEntries(
  ["users", "contacts", "matters", "activities", "calendars"].map((name) => [
    name,
    { read: true, write: false },
  ]),
);

/** Calls the sandbox's control API. */
export async function control<Answer>(method: string, path: string, body?: unknown) {
  const response = await fetch(`${SANDBOX_URL}/control${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return (response.status === 204 ? null : await response.json()) as Answer;
}

/** Registers an application in Clio without its pages: what a firm did before this test begins. */
export function registerInClio(
  redirectUri: string,
  accountId: number,
  permissions = ALL_BOXES,
  region = "us",
) {
  return control<{ appId: number; key: string; secret: string }>("POST", "/applications", {
    region,
    accountId,
    name: "Test Integration",
    websiteUrl: "https://example.test",
    redirectUris: [redirectUri],
    deauthorizationUrl: "",
    permissions,
  });
}

/** On Clio's page for signing in, chooses the user; where Clio remembers one, nothing. */
export async function signInToClio(page: Page, email: string): Promise<void> {
  await page.waitForURL(/\/(session\/new|oauth\/authorize|developer)/);
  if (!page.url().includes("/session/new")) return;
  await page.getByRole("button", { name: email, exact: true }).click();
}

/** Signs this user in at Clio without its page, as somebody who has worked there before. */
export async function beSignedInToClio(context: BrowserContext, email: string): Promise<void> {
  const { accounts } = await control<{ accounts: Account[] }>("GET", "/state");
  const all = accounts.flatMap(({ region, users }) => users.map((user) => ({ ...user, region })));
  const user = all.find((one) => one.email === email);
  if (!user) throw new Error(`nobody at Clio has the address ${email}`);
  const origin = process.env[`CLIO_ORIGIN_${user.region.toUpperCase()}`] ?? "";
  const form = { user: String(user.id), to: "/" };
  const answer = await context.request.post(`${origin}/session`, { form, maxRedirects: 0 });
  if (answer.status() !== 302) throw new Error(`Clio did not sign ${email} in`);
}

type Account = { region: string; users: { id: number; email: string }[] };
type AccountInput = {
  name?: string;
  owner?: string;
  region?: string;
  plan?: string;
  createdAt?: string;
};

/** An account of Clio's that no other test uses, and its owner. */
export async function newAccount(input: AccountInput = {}): Promise<{ id: number; owner: string }> {
  const owner = `owner.${Math.random().toString(36).slice(2, 10)}@quilladeyemi.test`;
  const body = { name: "Quill & Adeyemi", owner, ...input };
  const { id } = await control<{ id: number }>("POST", "/accounts", body);
  return { id, owner: body.owner };
}

/** One more user of an account: by default one without a role who may see everything. */
export async function newUser(
  accountId: number,
  input: { name: string; roles?: string[]; rights?: string[] },
): Promise<string> {
  const email = `user.${Math.random().toString(36).slice(2, 10)}@quilladeyemi.test`;
  await control("POST", `/accounts/${accountId}/users`, { email, ...input });
  return email;
}
