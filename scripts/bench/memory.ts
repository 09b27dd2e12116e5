import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Load, Order, Program } from "./programs";
import type { Figure } from "./report";

const FEW = 10_000;
const MANY = 100_000;
const SETTLE_MS = 3000;

function residentMb({ child }: Program): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** What the door's process holds after 10,000 token requests and after 100,000. */
export async function measureMemory(
  door: Program,
  run: (order: Order) => Promise<Load>,
  { paths, key }: { paths: string[]; key: string },
): Promise<Figure[]> {
  const ask = async (count: number) => {
    const all = Array.from({ length: count }, (_, n) => paths[n % paths.length] ?? "");
    await run({ port: door.port, paths: all, key, atOnce: 16 });
  };
  await ask(FEW);
  await sleep(SETTLE_MS);
  const few = residentMb(door);
  await ask(MANY - FEW);
  const under = residentMb(door);
  await sleep(SETTLE_MS);
  const many = residentMb(door);
  return [
    {
      name: "Memory after 100,000 token requests against 10,000",
      key: "memoryFactor",
      value: many / few,
      most: 1.1,
    },
    { name: "Memory under load", key: "memoryMb", value: under, unit: "MB", most: 200 },
  ];
}
