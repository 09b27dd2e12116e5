import { and, eq, isNotNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { problems } from "@/lib/db/schema";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForContact } from "@/lib/mail/queue-for-all";
import { recoveredMail } from "@/lib/mail/templates/problem-mails";
import { integrationNameOf } from "./mail-problem";

/** Tells a firm once that what it was mailed about works again, however many problems there were. */
export async function mailRecovery(
  ctx: Context,
  { connectionId, firmId }: { connectionId: string; firmId: string },
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const mended = await tx
      .update(problems)
      .set({ nextMailAt: null })
      .where(
        and(
          eq(problems.connectionId, connectionId),
          isNotNull(problems.closedAt),
          isNotNull(problems.nextMailAt),
        ),
      )
      .returning({ id: problems.id });
    const ids = mended.map(({ id }) => id).toSorted();
    if (ids.length === 0) return;
    await queueForContact(tx, ctx, {
      kind: "recovered",
      firmId,
      causeKey: `recovered:${ids[0]}`,
      letter: recoveredMail({
        ...(await letterhead(tx, ctx, firmId)),
        integrationName: await integrationNameOf(tx, firmId),
      }),
    });
  });
}
