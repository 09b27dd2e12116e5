import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import net from "node:net";
import { createLogger } from "@/lib/logger";
import { startWeb, type WebSettings } from "../start-web";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A front whose handler notes what reaches it and answers as `reply` says. */
export async function startFront(
  options: Partial<WebSettings> & {
    reply?: (incoming: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  } = {},
) {
  const seen: Seen[] = [];
  const lines: string[] = [];
  const { reply, ...settings } = options;
  const web = await startWeb({
    host: "127.0.0.1",
    port: 0,
    portalUrl: "http://portal.test",
    trustedProxyHops: 0,
    log: createLogger("test", "debug", { write: (line) => void lines.push(line) }),
    handler: async (incoming, response) => {
      let body = "";
      for await (const chunk of incoming) body += String(chunk);
      seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
      if (reply) return reply(incoming, response);
      response.setHeader("Content-Type", "text/html");
      response.end("<p>hello</p>");
    },
    ...settings,
  });
  return { ...web, seen, lines, send: (text: string) => send(web.port, text) };
}

/** Sends exactly these bytes and reads until the server closes the connection. */
export function send(port: number, text: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(text, "latin1"));
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (received += chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(parse(received)));
  });
}

function parse(text: string): Answer {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(":");
    headers[line.slice(0, at).toLowerCase()] = line.slice(at + 1).trim();
  }
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: rest.join("\r\n\r\n") };
}

/** A request that asks for the connection to be closed, so that `send` sees its end. */
export function request(line: string, headers: Record<string, string> = {}, body = ""): string {
  const all = { Host: "portal.test", Connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${line} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}
