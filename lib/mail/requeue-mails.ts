import { and, asc, inArray, lt, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";

const BATCH = 200;
/** Younger ones have a job that is about to send them. */
const WAITING_SECONDS = 120;

/** Gives mails that wait too long a job again: theirs was given up, or came from another database. */
export async function requeueMails(ctx: Context): Promise<void> {
  const before = sql`now() - make_interval(secs => ${WAITING_SECONDS})`;
  await ctx.db.transaction(async (tx) => {
    const waiting = await tx
      .select({ id: mails.id })
      .from(mails)
      .where(and(inArray(mails.state, ["queued", "sending"]), lt(mails.queuedAt, before)))
      .orderBy(asc(mails.queuedAt))
      .limit(BATCH);
    // A mail that still has its job gets no second one.
    const jobs = waiting.map(({ id }) => ({ data: { mailId: id }, key: id }));
    await ctx.jobs.send(tx, "mail", jobs);
  });
}
