import { request as send } from "node:http";
import { connect } from "node:net";
import type { BrowserContext } from "playwright/test";
import { PORTAL_URL } from "./portal";

export const { host, port, hostname } = new URL(PORTAL_URL);
/** What a browser says of a form of the portal's own. */
export const OURS = { origin: PORTAL_URL, "sec-fetch-site": "same-origin" };
/** Nothing of the portal's takes this long: who waits longer, waits for ever. */
const HANG_MS = 10_000;

export type Answer = {
  status: number;
  location: string | null;
  type: string;
  /** As `name=value`, without their flags. */
  cookies: string[];
  body: string;
};

const TRIES = 3;

/** A request as no browser sends it: any Host, any header, any path, and no redirect followed. */
export async function raw(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer = "",
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendOnce(method, path, headers, body);
    } catch (thrown) {
      // What is far too long is refused before it has arrived, and the answer may go down with the
      // connection that was still being written to.
      const isCut = thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE";
      if (!isCut || tries >= TRIES) throw thrown;
    }
  }
}

function sendOnce(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = method === "POST" ? { "content-length": String(Buffer.byteLength(body)) } : {};
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const options = {
      host: hostname,
      port,
      method,
      path,
      headers: { ...type, ...length, ...headers },
      signal: AbortSignal.timeout(HANG_MS),
    };
    const request = send(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          location: response.headers.location ?? null,
          type: response.headers["content-type"] ?? "",
          cookies: (response.headers["set-cookie"] ?? []).map((one) => one.split(";")[0] ?? ""),
          body: text,
        }),
      );
    });
    request.on("error", reject).end(body);
  });
}

/** Sends exactly these bytes and reads until the portal closes the connection. */
export function rawBytes(bytes: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    let received = "";
    socket.setEncoding("latin1");
    socket.setTimeout(HANG_MS, () => socket.destroy(new Error("the connection stays open")));
    socket.on("data", (piece: string) => (received += piece));
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", ...rest] = received.split("\r\n\r\n");
      const valueOf = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim();
      resolve({
        status: Number(head.split(" ")[1] ?? 0),
        location: valueOf("location") ?? null,
        type: valueOf("content-type") ?? "",
        cookies: [],
        body: rest.join("\r\n\r\n"),
      });
    });
  });
}

/** The cookies that a browser has for the portal, as it would send them. */
export async function cookieOf(context: BrowserContext): Promise<string> {
  const jar = await context.cookies(PORTAL_URL);
  return jar.map(({ name, value }) => `${name}=${value}`).join("; ");
}
