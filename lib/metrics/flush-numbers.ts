import { sql } from "drizzle-orm";
import type { ScopedDb } from "@/lib/db/client";
import { houseNumbers } from "@/lib/db/schema";
import type { Logger } from "@/lib/logger";
import { codeOf } from "@/lib/telemetry/trail";
import { giveBack, numbers, takePending, type Pending } from "@/lib/telemetry/numbers";

const EVERY_MS = 10_000;
/** A lowest value stands for as long, unless a lower one comes. */
const LOWEST_SECONDS = 60;

/**
 * Adds what this process has counted to the house's numbers. What cannot be written is kept for the next
 * time; metrics never fail anything else.
 */
export async function flushNumbers(db: ScopedDb): Promise<void> {
  const taken = takePending();
  if (taken.length === 0) return;
  try {
    await db.transaction(async (tx) => {
      // In one order, so that two processes wait for each other and never in a circle.
      const rows = taken.map(rowOf).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
      await tx
        .insert(houseNumbers)
        .values(rows)
        .onConflictDoUpdate({
          target: [houseNumbers.name, houseNumbers.labels, houseNumbers.part],
          set: {
            value: sql`case
            when ${houseNumbers.name} not in ${LOWEST} then ${houseNumbers.value} + excluded.value
            when ${isOld} then excluded.value
            else least(${houseNumbers.value}, excluded.value) end`,
            at: sql`case when ${houseNumbers.name} in ${LOWEST} and not ${isOld}
              and ${houseNumbers.value} <= excluded.value then ${houseNumbers.at} else now() end`,
          },
        });
    });
  } catch (thrown) {
    giveBack(taken);
    throw thrown;
  }
}

const LOWEST = Object.entries(numbers).flatMap(([name, { type }]) =>
  type === "lowest" ? [name] : [],
);
const isOld = sql`${houseNumbers.at} < now() - make_interval(secs => ${LOWEST_SECONDS})`;

const rowOf = ({ name, labels, part, value }: Pending) => ({
  name,
  labels: labels.join(" "),
  part,
  value,
});
const keyOf = ({ name, labels, part }: ReturnType<typeof rowOf>) => `${name} ${labels} ${part}`;

/** Does so every ten seconds from now on. Returns what ends it, with one last time. */
export function flushNumbersRegularly(db: ScopedDb, log: Logger): () => Promise<void> {
  const flush = () =>
    flushNumbers(db).catch((thrown: unknown) => {
      log.warn({ code: codeOf(thrown) }, "what was counted could not be written yet");
    });
  const timer = setInterval(() => void flush(), EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await flush();
  };
}
