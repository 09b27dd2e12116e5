import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

export type Received = { headers: Record<string, string>; body: string };
type Message = { type: string; timestamp: string; data: Record<string, unknown> };
type Answer = (response: ServerResponse, received: Received) => void;

/** A receiver of webhooks on loopback: keeps what arrives, and answers as it is told. */
export async function openReceiver() {
  const received: Received[] = [];
  let answer: Answer = (response) => response.writeHead(204).end();
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await read(request);
    received.push(one);
    answer(response, one);
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answerWith(next: Answer | number) {
      answer = typeof next === "number" ? (response) => response.writeHead(next).end() : next;
    },
    /**
     * What arrived, the oldest message first, as the library of the specification verifies and reads it.
     * Throws when a signature is wrong.
     */
    verified: (secret: string) =>
      received
        .map(({ body, headers }) => {
          const message = new Webhook(secret).verify(body, headers) as Message;
          return { id: headers["webhook-id"] ?? "", ...message };
        })
        .toSorted((one, other) => (one.timestamp < other.timestamp ? -1 : 1)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function read(request: IncomingMessage): Promise<Received> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return { headers: request.headers as Record<string, string>, body };
}
