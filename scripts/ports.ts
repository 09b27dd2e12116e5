import net from "node:net";
import { Stop } from "./progress";

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Throws a message that names the port and the setting which moves it, when one is in use. */
export async function requireFreePorts(ports: number[], setting: string): Promise<void> {
  const free = await Promise.all(ports.map(isFree));
  const used = ports.filter((_, index) => !free[index]);
  if (used.length === 0) return;
  const example = (ports[0] ?? 0) + 1000;
  throw new Stop(
    `Port ${used.join(", ")} is in use: stop the program that has it (an earlier demo?), or choose ` +
      `another by ${setting}, for example ${setting}=${example} npm run demo`,
  );
}

/** A base whose ports at all `offsets` are free just now, for tests beside a running demo. */
export async function findFreeBase(offsets: number[]): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 20_000);
    const free = await Promise.all(offsets.map((offset) => isFree(base + offset)));
    if (free.every(Boolean)) return base;
  }
}
