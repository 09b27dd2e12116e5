import type { Context } from "@/lib/context";
import { compareKeys } from "@/lib/db/check-keys";
import { openDatabase } from "@/lib/db/client";
import { migrateDatabase } from "@/lib/db/migrate";
import { requireMigrated } from "@/lib/db/require-migrated";
import { restoreDump } from "@/lib/db/restore-dump";
import { connections, events, firms, grants, mails, people } from "@/lib/db/schema";
import { withTemporaryDatabase } from "@/lib/db/temporary-database";
import { toAppError } from "@/lib/errors";
import { verifyEvents } from "@/lib/events/verify-events";
import { broken, ok, type Finding } from "./finding";
import { openAll } from "./open-all";

const DEADLINE_MS = 60_000;
const OPERATOR = { kind: "system", name: "operator" } as const;
const counted = { firms, people, connections, grants, mails, events };

/**
 * Restores a dump into a temporary database on the house's own server and looks whether all of it can be
 * used with the keys of `ctx`: tables, check values, every sealed value, the history. Leaves nothing behind. Throws as
 * `restoreDump` does.
 */
export async function verifyBackup(
  ctx: Pick<Context, "env" | "ring" | "log">,
  file: string,
): Promise<{ findings: Finding[]; counts: Record<string, number> }> {
  return withTemporaryDatabase(ctx.env.DATABASE_URL, async (url) => {
    await restoreDump(url, file);
    const database = openDatabase({ url, queryDeadlineMs: DEADLINE_MS });
    try {
      const findings: Finding[] = [];
      const isCurrent = await requireMigrated(database).then(
        () => true,
        () => false,
      );
      if (!isCurrent) await migrateDatabase(url);
      findings.push(
        ok(
          isCurrent
            ? "Its tables are up to date."
            : "Its tables are older, and were brought up to date.",
        ),
      );
      const ring = { ...ctx.ring };
      await compareKeys(database, ring);
      findings.push(
        ring.trouble === null
          ? ok("The keys are those that it was sealed with.")
          : broken(
              `The keys are not its own: ${ring.trouble}.`,
              "Run this with the keys of its time.",
            ),
      );
      const db = database.scoped(OPERATOR);
      const { opened, unopened } = await openAll({ ...(ctx as Context), db, ring });
      const all = opened + unopened.length;
      findings.push(
        unopened.length === 0
          ? ok(`${opened} of ${all} secrets open.`)
          : broken(`${opened} of ${all} secrets open.`, unopened.slice(0, 20).join("; ")),
      );
      const history = await verifyEvents({ ...(ctx as Context), actor: OPERATOR, db });
      findings.push(
        history.wrong === 0
          ? ok(`The history is whole: ${history.events} events in ${history.chains} chains.`)
          : broken(
              `${history.wrong} things are wrong with the history.`,
              history.sentences.join(" "),
            ),
      );
      const counts: Record<string, number> = {};
      for (const [name, table] of Object.entries(counted)) {
        counts[name] = await db.query((handle) => handle.$count(table));
      }
      return { findings, counts };
    } catch (thrown) {
      throw toAppError(thrown);
    } finally {
      await database.close();
    }
  });
}
