import { asc, eq, inArray, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";

/** Mails for one transaction: all of them are queued well inside a query's deadline. */
const PAGE = 1000;

/**
 * Lets the mails go that the storm guard holds. For staff with role operator. One UPDATE decides
 * between two who press at the same time; nobody is told that there was nothing left to release.
 */
export async function releaseMails(ctx: Context): Promise<{ released: number }> {
  const { personId } = requireStaff(ctx, "operator");
  let released = 0;
  for (;;) {
    const page = await releasePage(ctx, personId);
    released += page;
    if (page < PAGE) return { released };
  }
}

async function releasePage(ctx: Context, personId: string): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const held = tx
      .select({ id: mails.id })
      .from(mails)
      .where(eq(mails.state, "held"))
      .orderBy(asc(mails.heldAt), asc(mails.id))
      .limit(PAGE)
      .for("update", { skipLocked: true });
    const freed = await tx
      .update(mails)
      .set({ state: "queued", releasedBy: personId, queuedAt: sql`now()` })
      .where(inArray(mails.id, held))
      .returning({ id: mails.id });
    if (freed.length === 0) return 0;
    await recordEvent(tx, ctx, {
      kind: "mail.released",
      firmId: null,
      data: { mails: freed.length },
    });
    const jobs = freed.map(({ id }) => ({ data: { mailId: id }, key: id }));
    await ctx.jobs.send(tx, "mail", jobs);
    return freed.length;
  });
}
