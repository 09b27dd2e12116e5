import { createServer, type IncomingMessage } from "node:http";
import {
  AnteroomError,
  type ListedConnection,
  createAnteroom,
  parseWebhook,
  type WebhookEvent,
  WebhookRefused,
} from "@acucoders/anteroom-client";

// Lists the matters of every firm that is connected; then, with a webhook's secret, waits and lists those
// of a firm whose connection begins to work. README.md says how to start it.

const { ANTEROOM_ORIGIN = "http://127.0.0.1:3001", ANTEROOM_KEY = "" } = process.env;
const SECRETS = (process.env.ANTEROOM_WEBHOOK_SECRETS ?? "").split(",").filter(Boolean);
const PORT = Number(process.env.PORT ?? 4300);
const FIELDS = "id,display_number,description";
const MOST_BYTES = 64 * 1024;

const anteroom = createAnteroom({ origin: ANTEROOM_ORIGIN, key: ANTEROOM_KEY });

interface MattersPage {
  data: { id: number; display_number: string; description: string }[];
  meta: { paging: { next?: string } };
}

async function listMatters(connectionId: string): Promise<void> {
  const clio = anteroom.withClio(connectionId);
  let path: string | null = `/api/v4/matters?fields=${FIELDS}&limit=2`;
  while (path !== null) {
    const response = await clio(path);
    if (!response.ok) {
      console.log(`${connectionId}: Clio answered with ${response.status}`);
      await response.body?.cancel();
      return;
    }
    const { data, meta } = (await response.json()) as MattersPage;
    for (const matter of data) {
      console.log(`${connectionId}: ${matter.display_number}, ${matter.description}`);
    }
    const next = meta.paging.next ? new URL(meta.paging.next) : null;
    path = next && `${next.pathname}${next.search}`;
  }
}

/** One firm that cannot be read keeps no other waiting. */
async function visit(connectionId: string): Promise<void> {
  try {
    await listMatters(connectionId);
  } catch (error) {
    console.log(`${connectionId}: not read, ${whyOf(error)}`);
  }
}

const whyOf = (error: unknown) => (error instanceof AnteroomError ? error.code : String(error));

async function visitAll(): Promise<void> {
  const working: ListedConnection[] = [];
  for await (const connection of anteroom.listConnections({ status: "working" })) {
    working.push(connection);
  }
  for (const { id } of working) await visit(id);
  console.log(`${working.length} connections were visited`);
}

/** Ids of messages that were acted on: one that comes again is answered, and nothing is done twice. */
const seen = new Set<string>();
const BEGINS = new Set(["connection.working", "connection.recovered", "connection.reauthorized"]);

function follow(event: WebhookEvent): void {
  if (seen.has(event.id)) return;
  seen.add(event.id);
  console.log(`${event.data.connection_id}: ${event.type}`);
  if (BEGINS.has(event.type)) void visit(event.data.connection_id);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > MOST_BYTES) throw new WebhookRefused("The body is too long.");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function take(request: IncomingMessage, answer: (status: number) => void): Promise<void> {
  try {
    const event = parseWebhook(request.headers, await bodyOf(request), SECRETS);
    // Answered first: the portal waits 15 seconds, and reading a firm may take longer.
    answer(204);
    follow(event);
  } catch {
    answer(400);
  }
}

function listen(): void {
  const server = createServer((request, response) => {
    const answer = (status: number) => void response.writeHead(status).end();
    if (request.method !== "POST" || request.url !== "/webhooks") {
      answer(404);
      return;
    }
    void take(request, answer);
  });
  server.listen(PORT, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    console.log(`waiting for webhooks at http://127.0.0.1:${port}/webhooks`);
  });
  process.on("SIGTERM", () => server.close());
}

try {
  await visitAll();
  if (SECRETS.length > 0) listen();
} catch (error) {
  console.error(`The door gave no list: ${whyOf(error)}`);
  process.exitCode = 1;
}
