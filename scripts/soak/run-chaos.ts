import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { loadConnection } from "@/lib/connection/queries";
import { grants, mails } from "@/lib/db/schema";
import { verifyEvents } from "@/lib/events/verify-events";
import { openHouse, type House } from "@/lib/testing/house";
import { bundle } from "../bundle";
import { kill, residentMb } from "./bed";
import { brokenInvariants } from "./invariants";

const HEAL_MS = 90_000;

export type Chaos = {
  faults: number;
  checks: number;
  broken: string[];
  /** Growth of the worker that is never killed, in MB for ten minutes. */
  slopeMb: number;
};

/** A number from 0 to 1, the same for the same seed: what was found is found again. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const answers = [
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "status", status: 429, headers: { "retry-after": "2" } },
  { kind: "status", status: 403, body: "<html>blocked</html>" },
  { kind: "wrong_json", body: "[]" },
  { kind: "truncated" },
  { kind: "reset" },
  { kind: "latency", ms: 1500 },
];

/**
 * Two workers, some connected firms, and one fault after the other from outside: Clio's answers, killed
 * and paused workers, ended database connections. The invariants are looked at every `checkMs`; in the
 * end everything heals, nobody was mailed for it, and the history verifies.
 */
export async function runChaos(input: {
  seed: number;
  firms: number;
  forMs: number;
  checkMs: number;
}): Promise<Chaos> {
  const { seed, firms, forMs, checkMs } = input;
  const random = randomOf(seed);
  const pick = <T>(all: T[]): T => all[Math.floor(random() * all.length)] as T;
  await bundle();
  const house = await openHouse();
  const ids = await connectFirms(house, firms);
  const steady = await startWorker(house);
  let unlucky = await startWorker(house);
  const broken: string[] = [];
  let [faults, checks] = [0, 0];

  const disturb: (() => Promise<unknown>)[] = [
    () => house.spoil({ path: pick(["/oauth/token", "/api/v4"]), next: 3, how: pick(answers) }),
    () => house.spoil({ path: "/", share: 0.5, next: 20, how: pick(answers) }),
    async () => {
      await kill(unlucky, "SIGKILL");
      unlucky = await startWorker(house);
    },
    async () => {
      unlucky.kill("SIGSTOP");
      await sleep(500);
      unlucky.kill("SIGCONT");
    },
    () => ended(house),
    () => makeDue(house, "refresh"),
    () => makeDue(house, "identity"),
    () => makeDue(house, "probes"),
  ];
  await makeDue(house, "refresh");
  const begun = performance.now();
  const memory: [number, number][] = [];
  let lastCheck = begun;
  while (performance.now() - begun < forMs) {
    await pick(disturb)().catch((thrown: unknown) => {
      // The database's own connections of this script are ended, too.
      if (!String(thrown).includes("unavailable") && !isAway(thrown)) throw thrown;
    });
    faults += 1;
    await sleep(200 + random() * 800);
    if (performance.now() - lastCheck < checkMs) continue;
    lastCheck = performance.now();
    broken.push(...(await brokenInvariants(house.system)));
    memory.push([(lastCheck - begun) / 600_000, residentMb(steady)]);
    checks += 1;
  }
  await house.heal();
  broken.push(...(await healed(house, ids)));
  broken.push(...(await brokenInvariants(house.system)));
  const { sentences } = await verifyEvents(house.system);
  broken.push(...sentences);
  await Promise.all([kill(steady, "SIGTERM"), kill(unlucky, "SIGTERM")]);
  await house.close();
  return { faults, checks, broken, slopeMb: slopeOf(memory) };
}

async function connectFirms(house: House, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const firm = await house.firm();
    const account = await house.account(`Account ${index}`);
    const keys = await house.register(["users", "contacts"], { accountId: Number(account.id) });
    await house.connect(firm, keys, { user: account.user });
    ids.push(firm.id);
  }
  return ids;
}

async function startWorker(house: House): Promise<ChildProcess> {
  const { env } = house.system;
  const worker = fork("dist/worker.mjs", [], {
    stdio: "inherit",
    env: {
      ...process.env,
      ...house.origins,
      NODE_ENV: "production",
      DATABASE_URL: house.url,
      PORTAL_KEYS: env.PORTAL_KEYS?.reveal(),
      NEXTAUTH_SECRET: env.NEXTAUTH_SECRET.reveal(),
      SMTP_URL: `smtp://127.0.0.1:${house.sandbox.smtpPort}`,
      LOG_LEVEL: "silent",
    },
  });
  await once(worker, "message");
  return worker;
}

const isAway = (thrown: unknown) =>
  thrown instanceof Error && "code" in thrown && thrown.code === "unavailable";

/** Every connection to the database but this statement's own is ended by the server. */
const ended = (house: House) =>
  house.owner.query((db) =>
    db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`),
  );

async function makeDue(house: House, kind: "refresh" | "identity" | "probes"): Promise<void> {
  const past = new Date(Date.now() - 60_000);
  const old = {
    refreshedAt: null,
    accessIssuedAt: new Date(Date.now() - 100 * 3_600_000),
    accessExpiresAt: new Date(Date.now() + 10 * 3_600_000),
    refreshDueAt: past,
  };
  const due = { refresh: old, identity: { identityDueAt: past }, probes: { probesDueAt: past } };
  await house.system.db.query((db) =>
    db.update(grants).set(due[kind]).where(eq(grants.state, "active")),
  );
}

/** All that failed is due by now, as an hour later it would be: then every connection works, unmailed. */
async function healed(house: House, ids: string[]): Promise<string[]> {
  const db = house.system.db;
  const deadline = Date.now() + HEAL_MS;
  for (;;) {
    await db.query((q) => q.execute(sql`delete from provider_pauses`));
    await db.query((q) =>
      q.execute(sql`update outages set ended_at = now() where ended_at is null`),
    );
    await db.query((q) =>
      q.execute(sql`update grants set refresh_failures = 0, lease_until = null, refused_at = null,
        refresh_due_at = least(refresh_due_at, now()), probes_due_at = least(probes_due_at, now())
        where state = 'active' and refresh_failures > 0`),
    );
    await makeDue(house, "probes");
    await sleep(3000);
    const views = await Promise.all(ids.map((id) => loadConnection(house.system, id)));
    const sick = views.filter(({ status }) => status !== "working");
    if (sick.length > 0 && Date.now() < deadline) continue;
    const told = await db.query((q) =>
      q.select({ kind: mails.kind, cause: mails.causeKey }).from(mails),
    );
    const blaming = told.filter(({ kind }) => kind === "problem" || kind === "access_ended");
    return [
      ...sick.map((one) => `${one.firmId} did not heal: ${one.status} ${one.reason}`),
      ...blaming.map(({ kind, cause }) => `a firm was blamed: ${kind} ${cause}`),
    ];
  }
}

/** Least squares over the second half: the first is what a process takes when it begins. */
function slopeOf(points: [number, number][]): number {
  const settled = points.slice(Math.floor(points.length / 2));
  const mean = (index: 0 | 1) =>
    settled.reduce((sum, point) => sum + point[index], 0) / settled.length;
  const [x, y] = [mean(0), mean(1)];
  const over = settled.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const under = settled.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
