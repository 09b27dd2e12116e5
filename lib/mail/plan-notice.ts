import { and, desc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { mails } from "@/lib/db/schema";
import { isHeld, noticeFreeAt, NOTICES_PER_HOUR } from "./notice-rules";

type About = { firmId: string | null; personId: string };
export type NoticePlan = {
  /** Now, or a day after the person's notice before. */
  goesAt: Date;
  isHeld: boolean;
};

/**
 * When a notice may go, and whether the storm guard holds it. Until the transaction ends nobody else
 * plans one: two at the same moment would each not count the other.
 */
export async function planNotice(tx: Queryable, about: About): Promise<NoticePlan> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('notices', 0))`);
  const { lastAt, now } = await lastNotice(tx, about);
  const counted = tx
    .select({ id: mails.id })
    .from(mails)
    .where(
      and(
        // As the index on state and time has it.
        inArray(mails.state, ["queued", "sending", "sent", "failed"]),
        gt(mails.queuedAt, sql`now() - interval '1 hour'`),
        eq(mails.isNotice, true),
        isNull(mails.releasedBy),
      ),
    )
    .limit(NOTICES_PER_HOUR)
    .as("counted");
  const within = await tx.$count(counted);
  return { goesAt: noticeFreeAt(lastAt, now), isHeld: isHeld(within) };
}

/** When a person got, or will get, the newest notice about a firm; and the database's time. */
async function lastNotice(tx: Queryable, { firmId, personId }: About) {
  const newest = tx
    .select({ at: mails.queuedAt })
    .from(mails)
    .where(
      and(
        firmId === null ? isNull(mails.firmId) : eq(mails.firmId, firmId),
        eq(mails.personId, personId),
        eq(mails.isNotice, true),
      ),
    )
    .orderBy(desc(mails.queuedAt))
    .limit(1);
  const [row] = await tx.execute<{ now: string; last: string | null }>(
    sql`select now() as now, (${newest}) as last`,
  );
  if (!row) throw new Error("unreachable: select now() has a row");
  return { now: new Date(row.now), lastAt: row.last === null ? null : new Date(row.last) };
}
