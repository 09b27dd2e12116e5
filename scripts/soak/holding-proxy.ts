import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Where a conversation with the database is stopped. */
export type HoldAt = {
  /** Parts of the statements, which have to come in this order on one connection. */
  statements: string[];
  /**
   * Before the last of them reaches the server, when the server has done it and its answer is on its way,
   * or when the transaction that follows has been committed and the program does not know it yet.
   */
  side: "before" | "after" | "committed";
};

export type HoldingProxy = {
  url: string;
  /** Resolves when a program stands at this point: nothing of that connection gets through any more. */
  hold(at: HoldAt): Promise<void>;
  /** Lets everything through again that comes from now on. */
  release(): void;
  stop(): void;
};

/** What the server says when it has done a statement, not merely understood it. */
const DONE = {
  after: /(INSERT 0|UPDATE|DELETE|SELECT) \d+\0/,
  committed: /COMMIT\0/,
};

/** A TCP proxy before the database that stops one conversation at a chosen statement. */
export async function startHoldingProxy(databaseUrl: string): Promise<HoldingProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed: (HoldAt & { reached: () => void }) | null = null;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let seen = 0;
    let isHeld = false;
    const stopHere = () => {
      isHeld = true;
      armed?.reached();
      armed = null;
    };
    client.on("data", (data) => {
      if (isHeld) return;
      const wanted = armed?.statements[seen];
      const isLast = armed !== null && seen === armed.statements.length - 1;
      if (wanted !== undefined && data.toString("latin1").includes(wanted)) {
        if (isLast && armed?.side === "before") return stopHere();
        seen += 1;
      }
      return upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (isHeld) return;
      const side = armed?.side ?? "before";
      const isSent = side !== "before" && seen === armed?.statements.length;
      if (isSent && DONE[side].test(data.toString("latin1"))) return stopHere();
      return client.write(data);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: "127.0.0.1", port: String(port) }).href,
    hold: (at) =>
      new Promise((resolve) => {
        armed = { ...at, reached: resolve };
      }),
    release() {
      armed = null;
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
