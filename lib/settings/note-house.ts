import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { asc, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { events, grants, mails } from "@/lib/db/schema";
import { quarantine } from "./quarantine";
import { isOlderThanSeen, type HouseSeen } from "./rules";

const EVERY_MS = 60 * 60 * 1000;

/**
 * Compares the database with what was seen of it before, as a file outside of it says, and puts the
 * house into quarantine when it is an older copy of itself. Then notes in the file what is seen now.
 * A file that cannot be read or written is no obstacle: it is only said in the log.
 */
export async function noteHouse(ctx: Context): Promise<void> {
  const file = ctx.env.PORTAL_STATE_FILE;
  const now = await look(ctx);
  const before = await readSeen(ctx, file);
  if (!now) return;
  if (before && isOlderThanSeen(now, before)) {
    await quarantine(
      ctx,
      `the database ends at ${now.newestAt}, and had reached ${before.newestAt}`,
    );
  }
  try {
    await mkdir(dirname(file), { recursive: true });
    // Moved into place, so that nobody ever reads half of it.
    const draft = `${file}.${randomUUID()}`;
    await writeFile(draft, `${JSON.stringify(now)}\n`);
    await rename(draft, file);
  } catch (thrown) {
    ctx.log.warn({ err: thrown }, "the state file could not be written");
  }
}

/** `noteHouse` every hour. Returns how to stop. */
export function noteHouseHourly(newContext: () => Context): () => void {
  const timer = setInterval(() => {
    const ctx = newContext();
    noteHouse(ctx).catch((thrown: unknown) => ctx.log.error({ err: thrown }, "not noted"));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Null while nothing has happened in the house: there is nothing to lose. */
async function look(ctx: Context): Promise<HouseSeen | null> {
  return ctx.db.query(async (db) => {
    const [first] = await db
      .select({ id: events.id })
      .from(events)
      .orderBy(asc(events.seq))
      .limit(1);
    const [row] = await db.execute<{ newest: string | null; now: string }>(sql`
      select greatest(
        (select max(${events.at}) from ${events}),
        (select max(greatest(${grants.createdAt}, ${grants.refreshedAt})) from ${grants}),
        (select max(${mails.queuedAt}) from ${mails})) as newest, now() as now`);
    if (!first || !row?.newest) return null;
    const instant = (text: string) => new Date(text).toISOString();
    return { house: first.id, newestAt: instant(row.newest), seenAt: instant(row.now) };
  });
}

async function readSeen(ctx: Context, file: string): Promise<HouseSeen | null> {
  try {
    const seen = JSON.parse(await readFile(file, "utf8")) as Partial<HouseSeen>;
    const { house, newestAt, seenAt } = seen;
    return house && newestAt && seenAt ? { house, newestAt, seenAt } : null;
  } catch (thrown) {
    const isNew = thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
    if (!isNew) ctx.log.warn({ err: thrown }, "the state file could not be read");
    return null;
  }
}
