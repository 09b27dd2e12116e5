import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { api } from "./api";
import { Control } from "./control";
import { escape, page } from "./html";
import { Mailbox } from "./mailbox";
import { oauth } from "./oauth";
import { pages } from "./pages";
import { Receiver } from "./receiver";
import { regions, State, type Region } from "./state";

export type Sandbox = {
  controlOrigin: string;
  /** On `localhost`, another site than the portal's 127.0.0.1. */
  origins: Record<Region, string>;
  smtpPort: number;
  stop(): Promise<void>;
};

const listen = async (handler: Hono["fetch"], port: number): Promise<Server> => {
  const listener = getRequestListener(handler);
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
};
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Starts a pretend Clio with its mailbox on loopback. `basePort` 0 takes any free ports. */
export async function startSandbox(options: {
  basePort: number;
  /** A folder in which Clio's state and the mails are kept. */
  dataFolder?: string;
}): Promise<Sandbox> {
  const { basePort } = options;
  const kept = (name: string) => (options.dataFolder ? join(options.dataFolder, name) : null);
  const state = new State(kept("state.json"));
  const control = new Control();
  const mailbox = new Mailbox(kept("mails.json"));
  const receiver = new Receiver(kept("webhooks.json"));
  const at = (offset: number) => (basePort === 0 ? 0 : basePort + offset);
  const servers: Server[] = [];
  const origins: Partial<Record<Region, string>> = {};
  for (const [index, region] of regions.entries()) {
    const app = new Hono();
    // Cookies do not know ports, so each region has a name of its own.
    const cookieName = `clio_sandbox_${at(index + 1) || region}`;
    app.use(control.recorder(state, region), control.faults.middleware(region));
    app.route("/", oauth(state, region, cookieName));
    app.route("/", api(state, region));
    app.route("/", pages(state, region, cookieName));
    const server = await listen(app.fetch, at(index + 1));
    servers.push(server);
    origins[region] = `http://localhost:${portOf(server)}`;
  }
  await new Promise<void>((resolve, reject) => {
    mailbox.server.on("error", reject);
    mailbox.server.listen(at(25), "127.0.0.1", () => resolve());
  });
  const index = new Hono();
  index.get("/", (c) => c.html(page("Sandbox", indexBody(origins as Record<Region, string>))));
  index.route("/", mailbox.routes());
  index.route("/", receiver.routes());
  index.route("/", control.routes(state));
  const base = await listen(index.fetch, at(0));
  servers.push(base);
  return {
    controlOrigin: `http://127.0.0.1:${portOf(base)}`,
    origins: origins as Record<Region, string>,
    smtpPort: (mailbox.server.server.address() as AddressInfo).port,
    async stop() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      }
      await new Promise<void>((resolve) => mailbox.server.close(() => resolve()));
    },
  };
}

function indexBody(origins: Record<Region, string>): string {
  const rows = Object.entries(origins).map(
    ([region, origin]) =>
      `<tr><th>${region.toUpperCase()}</th><td><a href="${escape(origin)}/session/new">Sign in</a></td><td><a href="${escape(origin)}/settings/subscription">Subscription</a></td><td><a href="${escape(origin)}/developer/applications">Developer portal</a></td></tr>`,
  );
  return `<table>${rows.join("")}</table><p><a href="/mailbox">Mailbox</a></p><p><a href="/webhooks">Webhooks that arrived</a></p>`;
}
