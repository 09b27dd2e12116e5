import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy before the database that can fall silent, or close whoever connects. */
export type ChaosProxy = {
  url: string;
  mode: "forward" | "silent" | "close";
  /** How many connections were taken. */
  connects: number;
  stop(): void;
};

export async function startChaosProxy(databaseUrl: string): Promise<ChaosProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    proxy.connects += 1;
    sockets.add(client);
    client.on("error", () => {});
    if (proxy.mode === "close") return client.end();
    const upstream = connect(Number(target.port), target.hostname);
    sockets.add(upstream);
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.destroy());
    client.on("close", () => upstream.destroy());
    // Half-open: both ends stay, nothing gets through.
    client.on("data", (data) => proxy.mode === "forward" && upstream.write(data));
    upstream.on("data", (data) => proxy.mode === "forward" && client.write(data));
    return undefined;
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const proxy: ChaosProxy = {
    url: Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port: String(port) }).href,
    mode: "forward",
    connects: 0,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return proxy;
}
