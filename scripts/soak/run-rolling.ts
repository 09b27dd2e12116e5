import { Agent, request as ask } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { connectedFirms, grantsOf, makeDue } from "@/lib/testing/connected-firms";
import { makeTestClient } from "@/lib/testing/token-clients";
import { openFleet, type Fleet } from "./fleet";

const FIRMS = 20;
const PATIENCE_MS = 60_000;

export type Rolling = {
  rounds: number;
  restarts: number;
  requests: number;
  failedRequests: number;
  /** What failed, by what it was. */
  failures: Record<string, number>;
  retried: number;
  /** Requests that the balancers could give to no process, or whose process was lost while it answered. */
  unanswered: number;
  /** Renewals that were due, and those that never came, came twice, or whose job failed. */
  dueRefreshes: number;
  lostJobs: number;
  doubledRefreshes: number;
  badExits: number;
  /** From the signal until it is ready again, at most, by program. */
  restartMs: Record<string, number>;
  p50Ms: number;
  p99Ms: number;
};

type Target = { port: number; path: string; headers?: Record<string, string> };

/**
 * every process of a fleet is told to stop and started again, one after the other, `rounds` times,
 * while requests come at a steady rate and connections fall due.
 */
export async function runRolling(input: {
  rounds: number;
  perSecond: number;
  web: number;
}): Promise<Rolling> {
  const { rounds, perSecond, web } = input;
  const fleet = await openFleet({ web, worker: 2, machine: 2 });
  const found: Rolling = {
    rounds,
    restarts: 0,
    requests: 0,
    failedRequests: 0,
    failures: {},
    retried: 0,
    unanswered: 0,
    dueRefreshes: 0,
    lostJobs: 0,
    doubledRefreshes: 0,
    badExits: 0,
    restartMs: {},
    p50Ms: 0,
    p99Ms: 0,
  };
  try {
    const { house } = fleet;
    const { firms, integrationId } = await connectedFirms(house, { count: FIRMS });
    // Half of the load is one client's, and for a moment all of it reaches one process.
    const fields = { integration: integrationId, requests_a_minute: "60000" };
    const { key } = await makeTestClient(house.staff.admin, fields);
    const headers = { authorization: `Bearer ${key.reveal()}` };
    const machinePort = Number(new URL(fleet.machine.origin).port);
    const webPort = Number(new URL(fleet.web.origin).port);
    const tokens = firms.map(({ connectionId }): Target => {
      return { port: machinePort, path: `/v1/connections/${connectionId}/access-token`, headers };
    });
    // Not whether a process is ready: one that stops says no, so that the balancer leaves it alone.
    const pages: Target[] = ["/sign-in", "/", "/api/health/live", "/onboarding"].map((path) => ({
      port: webPort,
      path,
    }));
    const load = startLoad(found, { targets: web > 0 ? [pages, tokens] : [tokens], perSecond });
    await house.control("requests", undefined, "DELETE");
    for (let round = 1; round <= rounds; round += 1) {
      await makeDue(house, firms);
      found.dueRefreshes += FIRMS;
      for (const member of fleet.members) {
        const begun = performance.now();
        const code = await fleet.restart(member);
        const { program } = member;
        const tookMs = performance.now() - begun;
        found.restartMs[program] = Math.max(found.restartMs[program] ?? 0, tookMs);
        found.restarts += 1;
        if (code !== 0) found.badExits += 1;
      }
      await allRefreshed(fleet, firms, found);
    }
    const times = await load.stop();
    found.retried = fleet.web.figures.retried + fleet.machine.figures.retried;
    found.unanswered = fleet.web.figures.failed + fleet.machine.figures.failed;
    found.doubledRefreshes = (await house.tokenRequests()) - found.dueRefreshes + found.lostJobs;
    found.lostJobs += await failedJobs(fleet);
    found.p50Ms = times[Math.floor(times.length * 0.5)] ?? 0;
    found.p99Ms = times[Math.floor(times.length * 0.99)] ?? 0;
    return found;
  } finally {
    await fleet.close();
  }
}

export const isGood = (found: Rolling): boolean =>
  found.failedRequests + found.lostJobs + found.doubledRefreshes + found.badExits === 0 &&
  found.requests > 0;

/** So many requests a second, whatever becomes of those before. */
function startLoad(
  found: Rolling,
  { targets, perSecond }: { targets: Target[][]; perSecond: number },
) {
  const agent = new Agent({ keepAlive: true });
  const times: number[] = [];
  const running = new Set<Promise<void>>();
  let turn = 0;
  const fail = (path: string, what: string) => {
    found.failedRequests += 1;
    const name = `${path.split("/").slice(0, 3).join("/")} ${what}`;
    found.failures[name] = (found.failures[name] ?? 0) + 1;
  };
  const one = ({ port, path, headers }: Target) =>
    new Promise<void>((resolve) => {
      const begun = performance.now();
      const request = ask({ host: "127.0.0.1", port, path, headers, agent });
      request.setTimeout(30_000, () => request.destroy(new Error("no answer")));
      request.on("error", (thrown: NodeJS.ErrnoException) => {
        const where = request.reusedSocket ? "on a kept connection" : "on a new connection";
        fail(path, `${thrown.code ?? thrown.message} ${where}`);
        resolve();
      });
      request.on("response", (response) => {
        response.resume();
        response.on("close", () => {
          const { statusCode = 0, complete } = response;
          if (!complete) fail(path, "cut");
          else if (statusCode >= 400) fail(path, String(statusCode));
          times.push(performance.now() - begun);
          resolve();
        });
      });
      request.end();
    });
  const timer = setInterval(() => {
    turn += 1;
    const some = targets[turn % targets.length] ?? [];
    const target = some[Math.floor(turn / targets.length) % some.length];
    if (!target) return;
    found.requests += 1;
    const done: Promise<void> = one(target).finally(() => running.delete(done));
    running.add(done);
  }, 1000 / perSecond);
  return {
    async stop(): Promise<number[]> {
      clearInterval(timer);
      await Promise.all(running);
      agent.destroy();
      return times.toSorted((left, right) => left - right);
    },
  };
}

type Firms = Awaited<ReturnType<typeof connectedFirms>>["firms"];

/** Waits until what was due is renewed; what is not in a minute is lost. */
async function allRefreshed(fleet: Fleet, firms: Firms, found: Rolling): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const rows = await grantsOf(fleet.house, firms);
    const waiting = rows.filter(({ refreshOutcome, refreshedAt }) => {
      return refreshOutcome !== "refreshed" || refreshedAt === null;
    });
    if (waiting.length === 0) return;
    if (Date.now() > deadline) {
      found.lostJobs += waiting.length;
      return;
    }
    await sleep(100);
  }
}

async function failedJobs({ house }: Fleet): Promise<number> {
  const [row] = await house.system.db.query((db) =>
    db.execute<{ n: number }>(
      sql`select count(*)::int as n from pgboss.job where state = 'failed' and name <> 'sweep'`,
    ),
  );
  return row?.n ?? 0;
}
