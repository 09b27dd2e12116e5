import { and, asc, eq, lt, or, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import { sendMail } from "./send-mail";

const BATCH = 20;

/** Sends what waits in the outbox: queued for 10 s and more, or claimed by a process that died. */
export async function sendDueMails(ctx: Context): Promise<number> {
  const ago = (seconds: number) => sql`now() - make_interval(secs => ${seconds})`;
  const due = await ctx.db.query((db) =>
    db
      .select({ id: mails.id })
      .from(mails)
      .where(
        or(
          // Later tries wait longer: 10 s, 40 s, 90 s, 160 s.
          and(
            eq(mails.state, "queued"),
            lt(
              mails.queuedAt,
              sql`now() - make_interval(secs => 10 * (${mails.tries} + 1) * (${mails.tries} + 1))`,
            ),
          ),
          and(eq(mails.state, "sending"), lt(mails.claimedAt, ago(120))),
        ),
      )
      .orderBy(asc(mails.queuedAt))
      .limit(BATCH),
  );
  let sent = 0;
  for (const { id } of due) if (await sendMail(ctx, id)) sent += 1;
  return sent;
}
