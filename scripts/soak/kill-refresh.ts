import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { PgBoss } from "pg-boss";
import { openAccessToken } from "@/lib/connection/tokens-at-rest";
import { grants } from "@/lib/db/schema";
import { JOBS_SCHEMA, queueName } from "@/lib/jobs/queues";
import { openHouse } from "@/lib/testing/house";
import { bundle } from "../bundle";
import { kill } from "./bed";
import { startHoldingProxy, type HoldAt } from "./holding-proxy";
import { brokenInvariants } from "./invariants";

const PATIENCE_MS = 20_000;
const STORED = "update grants set access_token_sealed";
const LEASE = "update grants set lease_owner";

type AtClio = { clio: "before" | "after" };

/**
 * Where a refresh is killed: at a statement, each of which is a commit of its own, or while Clio has the
 * request and before or after it works.
 */
export const refreshPoints: Record<string, HoldAt | AtClio> = {
  "before the lease": { statements: [LEASE], side: "before" },
  "with the lease": { statements: [LEASE], side: "after" },
  "sent to Clio": { clio: "before" },
  "answered by Clio": { clio: "after" },
  "before the tokens are written": { statements: [STORED], side: "before" },
  "with the tokens written": { statements: [STORED], side: "after" },
};
/** Clio may have given new tokens by then, which nobody has stored. */
export const mayHaveRotated = new Set(["answered by Clio", "before the tokens are written"]);

export type KillBench = Awaited<ReturnType<typeof openKillBench>>;

/** A connected firm with a sandbox Clio, and a worker behind a proxy that can stop it at a statement. */
export async function openKillBench(scenario: object = {}) {
  await bundle();
  const house = await openHouse();
  await house.control("scenario", scenario, "PUT");
  const firm = await house.firm();
  await house.connect(firm);
  const proxy = await startHoldingProxy(house.url);
  const boss = new PgBoss({ connectionString: house.url, schema: JOBS_SCHEMA, max: 2 });
  boss.on("error", () => {});
  await boss.start();
  const { system } = house;
  const env = {
    ...process.env,
    ...house.origins,
    NODE_ENV: "production" as const,
    DATABASE_URL: proxy.url,
    PORTAL_KEYS: system.env.PORTAL_KEYS?.reveal(),
    NEXTAUTH_SECRET: system.env.NEXTAUTH_SECRET.reveal(),
    SMTP_URL: system.env.SMTP_URL.reveal(),
    LOG_LEVEL: "silent",
  };
  let worker: ChildProcess | null = null;

  const startWorker = async () => {
    worker = fork("dist/worker.mjs", [], { env, stdio: "inherit" });
    await once(worker, "message");
  };
  const grantOf = async () => {
    const [grant] = await system.db.query((db) =>
      db.select().from(grants).where(eq(grants.state, "active")),
    );
    if (!grant) throw new Error("the connection has lost its grant");
    return grant;
  };

  /** As if its tokens had been renewed long ago; nothing else of it is due. */
  const makeDue = async () => {
    await system.db.query((db) =>
      db.execute(sql`update grants set refreshed_at = null, refresh_outcome = null, refresh_failures = 0,
        refused_at = null, ended_at = null, ended_reason = null, lease_owner = null, lease_until = null,
        access_issued_at = now() - interval '100 hours', access_expires_at = now() + interval '10 hours',
        refresh_due_at = now() - interval '1 hour', identity_due_at = null, probes_due_at = null
        where state = 'active'`),
    );
    const { id, region } = await grantOf();
    await system.db.transaction((tx) =>
      system.jobs.send(tx, "refresh", [{ data: { grantId: id }, key: id, region }]),
    );
  };

  /** The time that a crash costs passes at once: the lease of the dead and the life of its job are over. */
  const letTimePass = async () => {
    await system.db.query((db) =>
      db.execute(
        sql`update grants set lease_until = now() - interval '1 s' where lease_until is not null`,
      ),
    );
    await system.db.query((db) =>
      db.execute(sql`update pgboss.job set heartbeat_on = now() - interval '1 hour',
        started_on = now() - interval '1 hour' where state = 'active'`),
    );
    await system.db.query((db) =>
      db.execute(sql`update pgboss.queue set monitor_on = null, monitor_claim_on = null`),
    );
    await boss.supervise(queueName("refresh", "us"));
    await system.db.query((db) =>
      db.execute(sql`update pgboss.job set start_after = now() where state = 'retry'`),
    );
  };

  const reach = async (point: HoldAt | AtClio) => {
    if (!("clio" in point)) return proxy.hold(point);
    const fault = { path: "/oauth/token", next: 1, afterwards: point.clio === "after" };
    await house.spoil({ ...fault, how: { kind: "hang" } });
    const isTaken = async () => (await house.control<unknown[]>("faults")).length === 0;
    while (!(await isTaken())) await sleep(20);
    // The sandbox does its work in the time that follows.
    await sleep(50);
    return undefined;
  };

  return {
    house,
    firm,
    grantOf,
    makeDue,
    letTimePass,
    /** Kills the worker at this point of a refresh, and lets another one go on. */
    async killAt(point: HoldAt | AtClio): Promise<void> {
      if (!worker) await startWorker();
      const reached = reach(point);
      await makeDue();
      await withPatience(reached);
      if (worker) await kill(worker, "SIGKILL");
      worker = null;
      proxy.release();
      await letTimePass();
      await startWorker();
    },
    /** The five minutes between two refusals pass. */
    async refusalAges(): Promise<void> {
      await system.db.query((db) =>
        db.execute(sql`update grants set refused_at = refused_at - interval '6 minutes',
          refresh_due_at = now() - interval '1 minute' where refused_at is not null and ended_at is null`),
      );
      const { id, region } = await grantOf();
      await system.db.transaction((tx) =>
        system.jobs.send(tx, "refresh", [{ data: { grantId: id }, key: id, region }]),
      );
    },
    /** Waits until the grant's last refresh has this outcome, after so many looks at passing time. */
    async until(isSo: (grant: Awaited<ReturnType<typeof grantOf>>) => boolean): Promise<void> {
      const deadline = Date.now() + PATIENCE_MS;
      while (!isSo(await grantOf())) {
        if (Date.now() > deadline)
          throw new Error(`not so in time: ${JSON.stringify(await grantOf())}`);
        await sleep(50);
      }
    },
    /** Whether the token that we have stored works at Clio. */
    async isTokenGood(): Promise<boolean> {
      const token = openAccessToken(system, await grantOf()).reveal();
      const answer = await fetch(`${house.sandbox.origins.us}/api/v4/users/who_am_i?fields=id`, {
        headers: { authorization: `Bearer ${token}`, "user-agent": "Anteroom/1.0" },
      });
      return answer.ok;
    },
    broken: () => brokenInvariants(system),
    async close() {
      if (worker) await kill(worker, "SIGTERM");
      await boss.stop({ graceful: false });
      proxy.stop();
      await house.close();
    },
  };
}

async function withPatience(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the point was not reached")), PATIENCE_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
