import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { AppError } from "@/lib/errors";
import type { Database } from "./client";

type Journal = { entries: { when: number; tag: string }[] };

/**
 * Throws `unavailable` when a migration of this code's is not in the database yet. One that this code
 * does not know is fine: a newer portal has brought it, and old and new run side by side for a while.
 */
export async function requireMigrated(database: Database): Promise<void> {
  const file = join(process.cwd(), "drizzle", "meta", "_journal.json");
  const { entries } = JSON.parse(readFileSync(file, "utf8")) as Journal;
  const db = database.scoped({ kind: "system", name: "ready" });
  const [table] = await db.query((handle) =>
    handle.execute<{ is_there: boolean }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') is not null as is_there`,
    ),
  );
  const done = table?.is_there
    ? await db.query((handle) =>
        handle.execute<{ at: string }>(
          sql`select created_at as at from drizzle.__drizzle_migrations`,
        ),
      )
    : [];
  const times = new Set(done.map(({ at }) => Number(at)));
  const missing = entries.find(({ when }) => !times.has(when));
  if (!missing) return;
  throw new AppError({
    code: "unavailable",
    message: `migration ${missing.tag} is not in the database: run npm run migrate`,
  });
}
