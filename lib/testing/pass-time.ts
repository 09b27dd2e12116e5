import { getTableColumns, is, sql, type SQL } from "drizzle-orm";
import { PgTimestamp } from "drizzle-orm/pg-core";
import {
  applications,
  connections,
  grants,
  outages,
  probeRuns,
  problems,
  providerPauses,
  rateLimits,
  scopeChecks,
} from "@/lib/db/schema";
import type { House } from "./house";

/** What goes on by itself as time passes is in these; the history stays as it was written. */
const TABLES = [
  applications,
  connections,
  grants,
  outages,
  probeRuns,
  problems,
  providerPauses,
  rateLimits,
  scopeChecks,
];

/** So much time passes for connections: every stored instant moves back by it. */
export async function passTime(house: House, ms: number): Promise<void> {
  await house.system.db.transaction(async (tx) => {
    for (const table of TABLES) {
      const instants = Object.entries(getTableColumns(table)).filter(([, column]) =>
        is(column, PgTimestamp),
      );
      const moved: Record<string, SQL> = {};
      for (const [name, column] of instants) {
        moved[name] = sql`${column} - make_interval(secs => ${ms / 1000})`;
      }
      await tx.update(table).set(moved);
    }
  });
}
