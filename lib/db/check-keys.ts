import type { KeyRing } from "@/lib/crypto/key-ring";
import { isEqualText } from "@/lib/crypto/hash";
import type { Logger } from "@/lib/logger";
import type { Database } from "./client";
import { keyChecks } from "./schema";

const EVERY_MS = 60_000;
const IN_TROUBLE_EVERY_MS = 5000;

/**
 * Compares the ring with the check values that the database keeps of the keys it was sealed with, and
 * sets `ring.trouble` when one is missing or another key has its name: then nothing is sealed, opened,
 * changed or mailed, rather than that every firm is told to connect again. The encrypting key of a good
 * ring is noted: from then on a process without it uses no key. One that only opens is not, so that a
 * new key can be handed out to one process after the other, and a retired one stays forgotten.
 * Throws `unavailable`, with the trouble as it was.
 */
export async function checkKeys(database: Database, ring: KeyRing): Promise<void> {
  ring.trouble = await database.scoped({ kind: "system", name: "keys" }).transaction(async (tx) => {
    const trouble = troubleOf(ring, await tx.select().from(keyChecks));
    if (trouble) return trouble;
    const { kid, checkValue: value } = ring.current;
    await tx.insert(keyChecks).values({ kid, value }).onConflictDoNothing();
    // Another process may have noted another key of the same name in between.
    return troubleOf(ring, await tx.select().from(keyChecks));
  });
}

/**
 * Compares the ring as `checkKeys` does and notes nothing: for commands that look at a house, or change
 * it, while they are no part of it.
 */
export async function compareKeys(database: Database, ring: KeyRing): Promise<void> {
  const db = database.scoped({ kind: "system", name: "keys" });
  const known = await db.query((handle) => handle.select().from(keyChecks));
  ring.trouble = troubleOf(ring, known);
}

function troubleOf(ring: KeyRing, known: (typeof keyChecks.$inferSelect)[]): string | null {
  const wrong = known.flatMap(({ kid, value }) => {
    const key = ring.byId.get(kid);
    if (!key) return [`the key ring has no key ${kid}, which this database was sealed with`];
    if (isEqualText(key.checkValue, value)) return [];
    return [`key ${kid} is not the key of that name which this database was sealed with`];
  });
  return wrong.join("; ") || null;
}

/**
 * Checks the keys now and every minute, sooner while they are in trouble. Resolves after the first
 * check; keys that could not be compared yet are not used, nor before `first` has succeeded once.
 * Returns how to stop.
 */
export async function watchKeys(
  database: Database,
  ring: KeyRing,
  log: Logger,
  first: () => Promise<void> = async () => {},
): Promise<() => void> {
  let hasBegun = false;
  const compare = async () => {
    if (!hasBegun) await first();
    hasBegun = true;
    await checkKeys(database, ring);
  };
  let timer: NodeJS.Timeout | undefined;
  const check = async () => {
    const before = ring.trouble;
    await compare().catch((thrown: unknown) => {
      log.error({ err: thrown }, "the keys could not be compared with the database");
    });
    if (ring.trouble !== before && ring.trouble !== null) log.error(ring.trouble);
    if (ring.trouble === null && before !== null) log.info("the keys are this database's");
    timer = setTimeout(() => void check(), ring.trouble ? IN_TROUBLE_EVERY_MS : EVERY_MS);
    timer.unref();
  };
  ring.trouble = "the keys are not compared with the database yet";
  await check();
  return () => clearTimeout(timer);
}
