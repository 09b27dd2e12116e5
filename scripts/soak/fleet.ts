import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openHouse } from "@/lib/testing/house";
import { findFreeBase } from "../ports";
import { kill } from "./bed";
import { startBalancer } from "./balancer";

type Program = "web" | "worker" | "machine";
type Member = { program: Program; port: number; child: ChildProcess };

/** How long a program that stops says so first. */
const DRAIN_SECONDS = 3;
const READY_MS = 180_000;

export type Fleet = Awaited<ReturnType<typeof openFleet>>;

/**
 * Two (or fewer) processes of each program on one database with a sandbox Clio, web and machine behind a
 * balancer each. Needs a build when `web` is not 0, and `TEST_DATABASE_URL`.
 */
export async function openFleet(counts: Record<Program, number>) {
  const [webPort, machinePort, ...ports] = Array.from({ length: 8 }, (_, at) => at);
  const base = await findFreeBase([webPort ?? 0, machinePort ?? 1, ...ports]);
  const portOf = (index: number) => base + index;
  const portal = `http://127.0.0.1:${portOf(0)}`;
  const folder = mkdtempSync(join(tmpdir(), "anteroom-fleet-"));
  const house = await openHouse({ PORTAL_URL: portal });
  const { env: settings } = house.system;
  const env = {
    ...process.env,
    ...house.origins,
    NODE_ENV: "production" as const,
    DATABASE_URL: house.url,
    PORTAL_KEYS: settings.PORTAL_KEYS?.reveal(),
    NEXTAUTH_SECRET: settings.NEXTAUTH_SECRET.reveal(),
    SMTP_URL: `smtp://127.0.0.1:${house.sandbox.smtpPort}`,
    PORTAL_URL: portal,
    STAFF_ADMINS: settings.STAFF_ADMINS.join(","),
    TRUSTED_PROXY_HOPS: "1",
    WEBHOOKS_ALLOW_PRIVATE: "on",
    DRAIN_SECONDS: String(DRAIN_SECONDS),
    LOG_LEVEL: "info",
    AGENCY_HUBSPOT_GUIDE_URL: "https://acucoders.test/guides/clio-hubspot",
    AGENCY_CHECKLIST_URL: "https://acucoders.test/onboarding-checklist",
  };
  const members: Member[] = [];
  const start = async (program: Program, port: number): Promise<ChildProcess> => {
    const log = openSync(join(folder, `${program}-${port}.log`), "a");
    const child = fork(`dist/${program}.mjs`, [], {
      stdio: ["ignore", log, log, "ipc"],
      env: {
        ...env,
        PORT: String(port),
        MACHINE_PORT: String(port),
        PORTAL_STATE_FILE: join(folder, `state-${port}.json`),
      },
    });
    await once(child, "message");
    return child;
  };
  const portsOf = (program: Program) =>
    members.filter((one) => one.program === program).map(({ port }) => port);
  let next = 2;
  for (const [program, count] of Object.entries(counts) as [Program, number][]) {
    for (let index = 0; index < count; index += 1) {
      const port = portOf((next += 1) - 1);
      members.push({ program, port, child: await start(program, port) });
    }
  }
  const web = await startBalancer({
    port: portOf(0),
    ports: portsOf("web"),
    healthPath: "/api/health/ready",
  });
  const machine = await startBalancer({
    port: portOf(1),
    ports: portsOf("machine"),
    healthPath: "/health/ready",
  });
  const balancerOf = { web, machine, worker: null };

  const lastWords = (port: number) => {
    const program = members.find((one) => one.port === port)?.program ?? "?";
    return readFileSync(join(folder, `${program}-${port}.log`), "utf8").slice(-1500);
  };
  /** Until everything that was started says that it is ready. */
  const untilReady = async () => {
    const deadline = Date.now() + READY_MS;
    const all = [...web.backends, ...machine.backends];
    while (!all.every(({ isReady }) => isReady)) {
      if (Date.now() > deadline) {
        const late = all.filter(({ isReady }) => !isReady).map(({ port }) => lastWords(port));
        throw new Error(`a program did not become ready:\n${late.join("\n")}`);
      }
      await sleep(50);
    }
  };
  await untilReady();
  return {
    house,
    env,
    folder,
    web,
    machine,
    members,
    untilReady,
    /**
     * Stops one process and starts it again; resolves when it is ready. Its exit code; null after SIGKILL,
     * which is sent to a server between two requests: what is cut in the middle is no matter of restarts.
     */
    async restart(member: Member, signal: "SIGTERM" | "SIGKILL" = "SIGTERM") {
      const balancer = balancerOf[member.program];
      if (signal === "SIGKILL") {
        balancer?.takeOut(member.port);
        const isAsked = () =>
          balancer?.backends.some(({ port, inFlight }) => port === member.port && inFlight > 0);
        while (isAsked()) await sleep(5);
      }
      const code = await kill(member.child, signal);
      member.child = await start(member.program, member.port);
      await untilReady();
      return code;
    },
    async close() {
      web.close();
      machine.close();
      await Promise.all(members.map(({ child }) => kill(child, "SIGTERM")));
      await house.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
