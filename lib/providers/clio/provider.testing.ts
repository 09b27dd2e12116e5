import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that answers as it is told and counts what it is asked. */
export async function startAnswerer(initial: Answerer) {
  const state = {
    answer: initial,
    requests: [] as { path: string; headers: IncomingMessage["headers"] }[],
  };
  const server = createServer((request, response) => {
    state.requests.push({ path: request.url ?? "", headers: request.headers });
    request.resume();
    state.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    state,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with a status, a body and JSON's content type unless told otherwise. */
export function answerWith(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Answerer {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body);
  };
}
