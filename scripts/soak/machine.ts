import { cpus, totalmem } from "node:os";

/** Figures mean something with the machine that they were measured on. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpu?.model ?? "unknown"}, ${memory} GiB, Node ${process.version}, the database on it, too`;
}

export const secondsSince = (begun: number): string =>
  `${((performance.now() - begun) / 1000).toFixed(1)} s`;
