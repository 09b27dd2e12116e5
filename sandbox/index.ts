import { mkdirSync } from "node:fs";
import { startSandbox } from "./start-sandbox";

const basePort = Number(process.env.SANDBOX_PORT ?? 4100);
const folder = process.env.SANDBOX_DATA;
if (folder) mkdirSync(folder, { recursive: true });
try {
  const sandbox = await startSandbox({ basePort, dataFolder: folder });
  process.stdout.write(`The sandbox is at ${sandbox.controlOrigin}\n`);
  const stop = () => void sandbox.stop().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  // Started by scripts/: when that process is gone, nobody else would stop this one.
  process.once("disconnect", stop);
} catch (thrown) {
  const isTaken = thrown instanceof Error && "code" in thrown && thrown.code === "EADDRINUSE";
  process.stderr.write(
    isTaken ? `A port from ${basePort} on is in use: set SANDBOX_PORT\n` : `${String(thrown)}\n`,
  );
  process.exit(1);
}
