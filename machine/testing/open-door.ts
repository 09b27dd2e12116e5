import type { AddressInfo } from "node:net";
import { readEnv } from "@/lib/env";
import { jobSenderOf } from "@/lib/jobs/job-sender";
import { createLogger } from "@/lib/logger";
import type { House } from "@/lib/testing/house";
import type { Door } from "@/lib/tokens/door";
import { servicesOf } from "../services";
import { createDoorServer } from "../start-machine";

export type Reply = {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
};
type Sent = { method?: string; headers?: Record<string, string>; body?: string };
export type OpenDoor = Awaited<ReturnType<typeof openDoor>>;

/** The door over a house of a test, on a free port, with what it writes into its log. */
export async function openDoor(house: House, variables: Record<string, string> = {}) {
  const { log: quiet, ring } = house.system;
  const lines: string[] = [];
  const log = createLogger("machine", "debug", { write: (line) => void lines.push(line) });
  const env = { ...house.system.env, ...pick(variables) };
  const database = house.machine;
  const door: Door = { env, log, database, jobs: jobSenderOf(database, quiet), ring };
  const services = servicesOf(door);
  const server = createDoorServer(services);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const ask = async (path: string, key: string | null, init: Sent = {}): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...init,
      headers: { ...(key && { authorization: `Bearer ${key}` }), ...init.headers },
    });
    const text = await response.text();
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, body };
  };
  let reports = 0;
  return {
    port,
    door,
    services,
    lines,
    ask,
    token: (connectionId: string, key: string) =>
      ask(`/v1/connections/${connectionId}/access-token`, key),
    report: (connectionId: string, key: string, report: object, idempotencyKey?: string) =>
      ask(`/v1/connections/${connectionId}/report`, key, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "idempotency-key": idempotencyKey ?? `report-${(reports += 1)}-of-the-test`,
        },
        body: JSON.stringify(report),
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Of the variables that a test gives, the checked values. */
function pick(variables: Record<string, string>) {
  const env = readEnv({
    DATABASE_URL: "postgres://test@127.0.0.1/test",
    PORTAL_KEYS: "k1:read-by-nobody",
    NEXTAUTH_SECRET: "x".repeat(32),
    SMTP_URL: "smtp://127.0.0.1:9",
    ...variables,
  });
  return Object.fromEntries(
    Object.keys(variables).map((name) => [name, env[name as keyof typeof env]]),
  );
}
