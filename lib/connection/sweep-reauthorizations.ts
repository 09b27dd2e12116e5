import { and, asc, eq, isNull, lte } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { reauthorizations } from "@/lib/db/schema";
import { tellStaff } from "@/lib/mail/tell-staff";
import { loadFacts } from "./load-facts";
import { mailReauthorization } from "./mail-reauthorization";
import { isStaffsTurn } from "./reauthorization-rules";

const BATCH = 100;

/**
 * The mails of re-authorizations that are due by now: reminders, each with a fresh link, the one mail on
 * the day to who declined, and staff told when all of it did not help. Bounded; safe to repeat and to
 * run twice at once; one bad row never stops the others.
 */
export async function sweepReauthorizations(ctx: Context): Promise<void> {
  const at = await now(ctx);
  const due = await ctx.db.query((db) =>
    db
      .select({ id: reauthorizations.id })
      .from(reauthorizations)
      .where(and(isNull(reauthorizations.doneAt), lte(reauthorizations.nextMailAt, at)))
      .orderBy(asc(reauthorizations.nextMailAt))
      .limit(BATCH),
  );
  for (const { id } of due) {
    try {
      await remind(ctx, id, at);
    } catch (thrown) {
      ctx.log.error({ err: thrown, reauthorization: id }, "a firm could not be reminded");
    }
  }
}

async function remind(ctx: Context, id: string, at: Date): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(reauthorizations)
      .where(
        and(
          eq(reauthorizations.id, id),
          isNull(reauthorizations.doneAt),
          lte(reauthorizations.nextMailAt, at),
        ),
      )
      .for("update");
    const [loaded] = row ? await loadFacts(tx, [row.firmId]) : [];
    if (!row || !loaded) return;
    const isConnected = loaded.active !== null && loaded.active.endedAt === null;
    if (isConnected && (row.declinedAt || !isStaffsTurn(row.mailsSent))) {
      await mailReauthorization(tx, ctx, { row, loaded, at });
      return;
    }
    // What ended is told by its own mail, and connecting again settles this, too.
    await tx.update(reauthorizations).set({ nextMailAt: null }).where(eq(reauthorizations.id, id));
    if (!isConnected) return;
    await tellStaff(tx, ctx, {
      firmId: row.firmId,
      causeKey: `reauthorization:${id}`,
      subject: "has not allowed the new permissions",
      sentence:
        "The firm was asked five times to allow the new permissions and has not. It gets no more mails about them; please speak to its contact.",
    });
  });
}
