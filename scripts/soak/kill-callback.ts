import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, ne } from "drizzle-orm";
import { storeKeys } from "@/lib/applications/store-keys";
import { completeConnection } from "@/lib/connection/complete-connection";
import { confirmAccount } from "@/lib/connection/confirm-account";
import { loadConnection } from "@/lib/connection/queries";
import { runProbes } from "@/lib/connection/run-probes";
import { startConnection } from "@/lib/connection/start-connection";
import type { Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { grants, rateLimits } from "@/lib/db/schema";
import { openHouse, type House } from "@/lib/testing/house";
import { bundle } from "../bundle";
import { kill } from "./bed";
import type { Errand } from "./callback";
import { startHoldingProxy, type HoldAt, type HoldingProxy } from "./holding-proxy";
import { brokenInvariants } from "./invariants";

const PATIENCE_MS = 20_000;
const CLAIM = 'update "attempts" set';
const STAGED = 'insert into "grants"';

/** Where a return from Clio is killed. */
export const callbackPoints: Record<
  string,
  HoldAt | { clio: "before" | "after" } | "in the outbox"
> = {
  "after the state was checked": { statements: [CLAIM], side: "before" },
  "after the attempt was claimed": { statements: [CLAIM], side: "after" },
  "before the code is sent": { statements: ['from "applications"'], side: "before" },
  "after the code was sent": { clio: "before" },
  "after Clio answered": { clio: "after" },
  "before the commit": { statements: [STAGED], side: "after" },
  "after the commit": { statements: [STAGED], side: "committed" },
  "in the outbox": "in the outbox",
};

export type CallbackBench = Awaited<ReturnType<typeof openCallbackBench>>;

/** Firms whose administrators come back from Clio to a portal that is killed meanwhile. */
export async function openCallbackBench() {
  await bundle({ "soak-callback": "scripts/soak/callback.ts" });
  const house = await openHouse();
  const proxy = await startHoldingProxy(house.url);
  return {
    /** One run at one point: what was lost, or done twice, in a line each. */
    async run(point: keyof typeof callbackPoints): Promise<string[]> {
      const at = callbackPoints[point];
      if (!at) throw new Error(`no point ${point}`);
      // Hours would lie between so many firms: what is counted for each hour begins anew.
      await house.system.db.query((db) => db.delete(rateLimits));
      const firm = await house.firm();
      const account = await house.account(`Account of ${firm.id}`);
      const keys = await house.register(["users", "contacts"], { accountId: Number(account.id) });
      const pair = { client_id: keys.key, client_secret: keys.secret };
      await storeKeys(firm.contact, { region: "us", ...pair });
      const broken =
        at === "in the outbox"
          ? await killConfirming(house, proxy, firm, account.user)
          : await killReturning(house, proxy, firm, { user: account.user, at });
      return [...broken, ...(await brokenInvariants(house.system))];
    },
    async close() {
      proxy.stop();
      await house.close();
    },
  };
}

type Firm = { id: string; contact: Context };

async function killReturning(
  house: House,
  proxy: HoldingProxy,
  firm: Firm,
  input: { user: number; at: HoldAt | { clio: "before" | "after" } },
): Promise<string[]> {
  const { user, at } = input;
  const browserToken = randomToken();
  const { location } = await startConnection(firm.contact, { browserToken });
  const parameters = await house.approve(location, { user });
  const before = await house.tokenRequests();
  const reached = "clio" in at ? reachClio(house, at.clio) : proxy.hold(at);
  await killChild(house, proxy, reached, {
    actor: actorOf(firm),
    verb: "complete",
    query: parameters.toString(),
    browserToken,
  });
  // The browser loads the address again; later the person presses Connect once more, and decides.
  await completeConnection(firm.contact, { parameters, browserToken });
  const broken: string[] = [];
  const sent = (await house.tokenRequests()) - before;
  if (sent > 1) broken.push(`the code was sent ${sent} times`);
  await house.trip(firm.contact, { user });
  await confirm(firm.contact, firm.id);
  return [...broken, ...(await notWorking(house, firm))];
}

async function killConfirming(
  house: House,
  proxy: HoldingProxy,
  firm: Firm,
  user: number,
): Promise<string[]> {
  await house.trip(firm.contact, { user });
  const { grantId } = await house.waiting(firm.id);
  const reached = proxy.hold({ statements: ['insert into "mails"'], side: "after" });
  await killChild(house, proxy, reached, { actor: actorOf(firm), verb: "confirm", grantId });
  await confirm(firm.contact, firm.id);
  const mails = await house.mailsOf(firm.id, "connected");
  const told = mails.length === 1 ? [] : [`${mails.length} mails say that it is connected`];
  return [...told, ...(await notWorking(house, firm))];
}

/** What a person does on the page that asks for the account, if it asks. */
async function confirm(ctx: Context, firmId: string): Promise<void> {
  const { pending } = await loadConnection(ctx, firmId);
  if (!pending) return;
  const { runId } = await confirmAccount(ctx, { grantId: pending.grantId });
  if (runId) await runProbes(ctx, runId);
}

async function notWorking(house: House, firm: Firm): Promise<string[]> {
  const { status } = await loadConnection(house.system, firm.id);
  const live = await house.system.db.query((db) =>
    db
      .select({ state: grants.state })
      .from(grants)
      .where(and(eq(grants.firmId, firm.id), ne(grants.state, "retired"))),
  );
  const isWhole = live.length === 1 && live[0]?.state === "active";
  return [
    ...(status === "working" ? [] : [`the connection is ${status}`]),
    ...(isWhole ? [] : [`grants left: ${live.map(({ state }) => state).join(", ")}`]),
  ];
}

const actorOf = ({ contact }: Firm) => {
  if (contact.actor.kind !== "firm") throw new Error("unreachable: a firm's contact");
  return contact.actor;
};

async function reachClio(house: House, when: "before" | "after"): Promise<void> {
  const fault = { path: "/oauth/token", next: 1, afterwards: when === "after" };
  await house.spoil({ ...fault, how: { kind: "hang" } });
  while ((await house.control<unknown[]>("faults")).length > 0) await sleep(20);
  // The sandbox does its work in the time that follows.
  await sleep(50);
}

async function killChild(
  house: House,
  proxy: HoldingProxy,
  reached: Promise<void>,
  errand: Errand,
): Promise<void> {
  const { env } = house.system;
  const child = fork("dist/soak-callback.mjs", [JSON.stringify(errand)], {
    stdio: "inherit",
    env: {
      ...process.env,
      ...house.origins,
      NODE_ENV: "production",
      DATABASE_URL: proxy.url,
      PORTAL_KEYS: env.PORTAL_KEYS?.reveal(),
      NEXTAUTH_SECRET: env.NEXTAUTH_SECRET.reveal(),
      SMTP_URL: env.SMTP_URL.reveal(),
    },
  });
  const ended = once(child, "exit").then(() => {
    throw new Error("it ended before the point was reached");
  });
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error("the point was not reached");
  });
  ended.catch(() => {});
  late.catch(() => {});
  try {
    await Promise.race([reached, ended, late]);
  } finally {
    await kill(child, "SIGKILL");
    proxy.release();
  }
}
