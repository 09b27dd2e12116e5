import { sql } from "drizzle-orm";
import { requireRightKeys, type KeyRing } from "@/lib/crypto/key-ring";
import { keyRingSource, readKeyRing } from "@/lib/crypto/key-ring-source";
import { compareKeys } from "@/lib/db/check-keys";
import { databaseNow, openDatabase, type Database } from "@/lib/db/client";
import { requireMigrated } from "@/lib/db/require-migrated";
import { AppError, toAppError } from "@/lib/errors";
import type { Env } from "@/lib/env";
import { queueHealth, queueTrouble } from "@/lib/jobs/queue-health";
import { isQuarantined } from "@/lib/settings/quarantine";
import { checkClio } from "./check-clio";
import { checkMailServer } from "./check-mail-server";
import { checkRoles } from "./check-roles";
import { broken, ok, warning, type Finding } from "./finding";

const LEAST_VERSION = 15;
const MAX_SKEW_SECONDS = 60;
const DEADLINE_MS = 5000;

/** What a check is given; `database` only when it answers and has all tables. */
type Given = { env: Env; ring: KeyRing | null; database: Database | null };
type Check = (given: Given) => Promise<Finding[]>;

/** Everything that `doctor` looks at once it knows of the database. Another check is another line here. */
const checks: Check[] = [
  async ({ database }) => (database ? checkRoles(scopedTo(database)) : []),
  checkKeyRing,
  checkQuarantine,
  checkQueue,
  checkMail,
  checkClock,
  checkHosts,
];

/**
 * Looks at everything that the portal needs, changing nothing and sending no secret but the mail
 * server's and the database's own. Takes seconds, whatever hangs.
 */
export async function checkHouse(env: Env): Promise<Finding[]> {
  const opened = openDatabase({
    url: env.DATABASE_URL,
    maxConnections: 2,
    queryDeadlineMs: DEADLINE_MS,
  });
  try {
    const found = await checkDatabase(opened);
    const isThere = found.every(({ verdict }) => verdict !== "broken");
    const { ring, findings } = await readRing(env);
    const given = { env, ring, database: isThere ? opened : null };
    const rest = await Promise.all(checks.map((check) => guarded(check, given)));
    return [...found, ...findings, ...rest.flat()];
  } finally {
    await opened.close();
  }
}

async function guarded(check: Check, given: Given): Promise<Finding[]> {
  try {
    return await check(given);
  } catch (thrown) {
    const reason = thrown instanceof AppError ? thrown.message : "something unforeseen happened";
    return [broken(`A check failed: ${reason}.`, "Run this again, and look at the lines around.")];
  }
}

const scopedTo = (database: Database) => database.scoped({ kind: "system", name: "doctor" });

async function checkDatabase(database: Database): Promise<Finding[]> {
  try {
    const [row] = await scopedTo(database).query((db) =>
      db.execute<{ version: number }>(
        sql`select current_setting('server_version_num')::int / 10000 as version`,
      ),
    );
    const version = Number(row?.version);
    if (version >= LEAST_VERSION) {
      return [ok(`The database answers: PostgreSQL ${version}.`), await checkMigrations(database)];
    }
    return [
      broken(
        `The database is PostgreSQL ${version}.`,
        `Move it to PostgreSQL ${LEAST_VERSION} or newer.`,
      ),
    ];
  } catch {
    return [
      broken(
        "The database does not answer.",
        "Compare DATABASE_URL with the server’s address, name, user and password, and see that it runs.",
      ),
    ];
  }
}

async function readRing(env: Env): Promise<{ ring: KeyRing | null; findings: Finding[] }> {
  try {
    return { ring: await readKeyRing(keyRingSource(env)), findings: [] };
  } catch (thrown) {
    const { message } = toAppError(thrown);
    return { ring: null, findings: [broken(`No keys: ${message}.`, "Give the portal its keys.")] };
  }
}

async function checkMigrations(database: Database): Promise<Finding> {
  try {
    await requireMigrated(database);
    return ok("The tables are up to date.");
  } catch (thrown) {
    return broken(
      `${toAppError(thrown).message}.`,
      "npm start brings the embedded database up to date by itself; another one: npm run migrate.",
    );
  }
}

async function checkKeyRing({ database, ring }: Given): Promise<Finding[]> {
  if (!database || !ring) return [];
  await compareKeys(database, ring);
  try {
    requireRightKeys(ring);
    return [ok(`The keys are this database’s; ${ring.current.kid} encrypts.`)];
  } catch {
    return [
      broken(
        `The keys are not this database’s: ${ring.trouble}.`,
        "Give the portal the keys it had. Nothing is lost: until then it changes nothing and mails nothing.",
      ),
    ];
  }
}

async function checkQuarantine({ database }: Given): Promise<Finding[]> {
  if (!database) return [];
  const reason = await scopedTo(database).query(isQuarantined);
  if (!reason) return [ok("The portal is not in quarantine.")];
  return [
    warning(
      `The portal is in quarantine: ${reason}.`,
      "Nothing is mailed and Clio is not called. When the data is right: npm run portal -- release",
    ),
  ];
}

async function checkQueue({ database }: Given): Promise<Finding[]> {
  if (!database) return [];
  const db = scopedTo(database);
  const health = await db.query(queueHealth);
  const trouble = queueTrouble(health);
  if (trouble === null) return [ok(`The worker is at work; ${health.waiting} jobs wait.`)];
  if (trouble === "no_worker") {
    const isOnPurpose = (await db.query(isQuarantined)) !== null;
    if (isOnPurpose) return [ok("No worker is at work, because of the quarantine.")];
    return [
      broken(
        `No worker is at work; ${health.waiting} jobs wait.`,
        "Start the portal: npm start starts its worker, too. If it runs, look at the worker’s log.",
      ),
    ];
  }
  return [
    warning(
      `The oldest of ${health.waiting} jobs has waited ${health.oldestSeconds} s.`,
      "Look at the worker’s log; a second worker on another machine helps when there is too much.",
    ),
  ];
}

async function checkMail({ env }: Given): Promise<Finding[]> {
  return [await checkMailServer(env)];
}

async function checkClock({ database }: Given): Promise<Finding[]> {
  if (!database) return [];
  const before = Date.now();
  const at = await scopedTo(database).query(databaseNow);
  const skew = Math.abs(at.getTime() - (before + Date.now()) / 2) / 1000;
  if (skew <= MAX_SKEW_SECONDS) return [ok("This machine’s clock and the database’s agree.")];
  return [
    warning(
      `This machine’s clock and the database’s differ by ${Math.round(skew)} s.`,
      "Set both by a time server. The database’s decides everywhere, so nothing is wrong yet.",
    ),
  ];
}

async function checkHosts({ env }: Given): Promise<Finding[]> {
  const hosts = Object.values(env.clioOrigins);
  return (await Promise.all(hosts.map((origin) => checkClio(origin)))).flat();
}
