import { sql } from "drizzle-orm";
import { beyondFirm, type Queryable } from "@/lib/db/client";
import { isHeld, noticeFreeAt, NOTICES_PER_HOUR } from "./notice-rules";

export type NoticePlan = {
  /** Now, or a day after the person's notice before. */
  goesAt: Date;
  isHeld: boolean;
  /** When the person's newest notice about the firm went, or will go; null without one. */
  lastAt: Date | null;
};

/**
 * When a notice may go, and whether the storm guard holds it. Until the transaction ends nobody else
 * plans one: two at the same moment would each not count the other.
 */
export async function planNotice(
  tx: Queryable,
  about: { firmId: string | null; personId: string },
): Promise<NoticePlan> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('notices', 0))`);
  const { firmId, personId } = about;
  const sameFirm = firmId === null ? sql`firm_id is null` : sql`firm_id = ${firmId}`;
  // The states are named for the index on state and time; counted no further than it matters.
  const [row] = await beyondFirm(tx, "how many mails go out in all", (all) =>
    all.execute<{ now: string; last: string | null; hour: number }>(sql`
    select now() as now,
      (select max(queued_at) from mails
        where ${sameFirm} and person_id = ${personId} and is_notice) as last,
      (select count(*)::int from (
        select 1 from mails
        where state in ('queued', 'sending', 'sent', 'failed')
          and queued_at > now() - interval '1 hour' and is_notice and released_by is null
        limit ${NOTICES_PER_HOUR}) as counted) as hour`),
  );
  if (!row) throw new Error("unreachable: select now() has a row");
  const lastAt = row.last === null ? null : new Date(row.last);
  return { goesAt: noticeFreeAt(lastAt, new Date(row.now)), isHeld: isHeld(row.hour), lastAt };
}
