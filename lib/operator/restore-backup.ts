import type { Context } from "@/lib/context";
import { migrateDatabase } from "@/lib/db/migrate";
import { restoreDump } from "@/lib/db/restore-dump";
import { recordEvent } from "@/lib/events/record-event";
import { loadQuarantine, quarantine } from "@/lib/settings/quarantine";

/**
 * Restores a dump into the empty database of `ctx`, with its house in quarantine from the first moment,
 * and brings its tables up to date. Throws as `restoreDump` does; then the database is as empty as before.
 */
export async function restoreBackup(ctx: Context, file: string): Promise<void> {
  const reason = "it was restored from a backup";
  await restoreDump(ctx.env.DATABASE_URL, file, reason);
  await migrateDatabase(ctx.env.DATABASE_URL);
  if ((await loadQuarantine(ctx)) === null) {
    await quarantine(ctx, reason);
    return;
  }
  await ctx.db.transaction((tx) =>
    recordEvent(tx, ctx, { kind: "house.quarantined", firmId: null, data: { reason } }),
  );
}
