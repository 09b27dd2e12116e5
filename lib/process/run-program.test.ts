import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { EnvError } from "@/lib/env";
import { closeServer, isStopping } from "./close-server";
import { explanation } from "./run-program";

describe("why a program did not start", () => {
  it("is one line for what its operator can mend", async () => {
    expect(explanation(new EnvError(["DATABASE_URL: is missing"]))).toBe(
      "The environment is not complete:\n  DATABASE_URL: is missing",
    );
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    const thrown = await new Promise((resolve) => {
      createServer().once("error", resolve).listen(port, "127.0.0.1");
    });
    expect(explanation(thrown)).toBe(`Another program listens at 127.0.0.1:${port} already.`);
    taken.close();
    expect(explanation(new TypeError("what nobody foresaw"))).toBe(
      "TypeError: what nobody foresaw",
    );
  });
});

it("R-05 a server that stops says so, answers on, and cuts nobody off", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const server = createServer((request, response) => {
    const answer = () => response.end(String(isStopping()));
    if (request.url === "/held") void held.then(answer);
    else answer();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string) => {
    const response = await fetch(`${origin}${path}`);
    return [await response.text(), response.headers.get("connection")];
  };
  expect(await ask("/")).toEqual(["false", "keep-alive"]);
  const running = ask("/held");
  await expect.poll(() => server.listenerCount("request") > 0 && countOf(server)).toBe(2);
  const closed = closeServer(server, { drainMs: 500, stopMs: 10_000 });
  // It still answers everybody, and each answer ends its connection.
  expect(await ask("/")).toEqual(["true", "close"]);
  const isClosed = await Promise.race([closed.then(() => true), sleep(50).then(() => false)]);
  expect(isClosed).toBe(false);
  release();
  expect(await running).toEqual(["true", "keep-alive"]);
  await closed;
  await expect(ask("/")).rejects.toThrow("fetch failed");
});

/** How many connections a server has: one for each request that is answered or kept alive. */
async function countOf(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count));
  });
}
