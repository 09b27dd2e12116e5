import { redirectUri } from "@/lib/applications/addresses";
import type { Region, Resource } from "@/lib/vocabulary";
import { startSandbox } from "@/sandbox/start-sandbox";

/** Users of the sandbox's accounts (sandbox/state.ts). */
export const clioUsers = { ada: 11, adaDev: 21, chidi: 51, sam: 52 } as const;

export type Keys = { appId: number; key: string; secret: string };
export type Approval = { answer?: "allow" | "decline"; user?: number; region?: Region };

/** A sandbox Clio for one test file, with what a test does there. */
export async function openClio() {
  const sandbox = await startSandbox({ basePort: 0 });
  const control = async <T = unknown>(
    path: string,
    body?: unknown,
    method = body === undefined ? "GET" : "POST",
  ): Promise<T> => {
    const response = await fetch(`${sandbox.controlOrigin}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return (response.status === 204 ? null : await response.json()) as T;
  };
  let owners = 0;
  return {
    sandbox,
    /** The regions' hosts, for the portal's environment. */
    origins: Object.fromEntries(
      Object.entries(sandbox.origins).map(([region, origin]) => [
        `CLIO_ORIGIN_${region.toUpperCase()}`,
        origin,
      ]),
    ),
    control,
    tokenRequests: async () =>
      (await control<{ path: string }[]>("requests")).filter(({ path }) => path === "/oauth/token")
        .length,
    spoil: (fault: object) => control("faults", fault),
    heal: () => control("faults", undefined, "DELETE"),

    /** An application registered in the developer portal, with these permission boxes ticked. */
    register: (
      resources: readonly Resource[] = ["users", "contacts"],
      more: { region?: Region; accountId?: number } = {},
    ): Promise<Keys> => {
      const box = { read: true, write: false };
      return control("applications", {
        region: "us",
        accountId: 1001,
        name: "Test",
        websiteUrl: "https://x.test",
        redirectUris: [redirectUri({ PORTAL_URL: "http://127.0.0.1:3000" })],
        deauthorizationUrl: "",
        permissions: Object.fromEntries(resources.map((resource) => [resource, box])),
        ...more,
      });
    },

    /** A new account with its one user: two firms cannot be connected to one account. */
    account: async (name: string): Promise<{ id: string; user: number }> => {
      type Made = { id: number; users: { id: number }[] };
      const owner = `owner${(owners += 1)}@castellan.test`;
      const made = await control<Made>("accounts", { name, owner });
      return { id: String(made.id), user: made.users[0]?.id ?? 0 };
    },

    /** A person on the approval screen: what the browser would post, and what it brings back. */
    approve: async (location: string, more: Approval = {}): Promise<URLSearchParams> => {
      const url = new URL(location);
      const { answer = "allow", user = clioUsers.ada, region = "us" } = more;
      const response = await fetch(`${url.origin}/oauth/authorize`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie: `clio_sandbox_${region}=${user}` },
        body: new URLSearchParams({ ...Object.fromEntries(url.searchParams), answer }),
      });
      return new URL(response.headers.get("location") ?? "").searchParams;
    },
    close: () => sandbox.stop(),
  };
}
