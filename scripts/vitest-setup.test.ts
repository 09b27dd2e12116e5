import net from "node:net";
import { expect, it } from "vitest";

it("refuses connections to other machines", () => {
  expect(() => net.connect(443, "example.com")).toThrow(/reach example\.com/);
  expect(() => net.connect({ host: "192.0.2.1", port: 80 })).toThrow(/reach 192\.0\.2\.1/);
});

it("refuses other machines to fetch too", async () => {
  const answer = fetch("http://192.0.2.1/").catch((error: Error) => String(error.cause));
  expect(await answer).toMatch(/A test tried to reach 192\.0\.2\.1/);
});

it("lets tests use loopback", async () => {
  const server = net.createServer((socket) => socket.end("hello"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  const socket = net.connect(port, "127.0.0.1");
  const [answer] = await new Promise<Buffer[]>((resolve) =>
    socket.once("data", (chunk) => resolve([chunk])),
  );
  expect(String(answer)).toBe("hello");
  server.close();
});
