import { and, asc, count, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { helpRequests, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import type { HelpKind, StepKey } from "@/lib/vocabulary";

const MOST = 50;

export type HelpRequestView = {
  id: string;
  kind: HelpKind;
  step: StepKey | null;
  text: string;
  wasMasked: boolean;
  personName: string;
  personEmail: string;
  createdAt: Date;
};

/** What a firm's people asked and nobody has answered yet, the oldest first. For staff. */
export async function listHelpRequests(ctx: Context, firmId: string): Promise<HelpRequestView[]> {
  requireStaff(ctx, "viewer");
  return ctx.db.query((db) =>
    db
      .select({
        id: helpRequests.id,
        kind: helpRequests.kind,
        step: helpRequests.step,
        text: helpRequests.text,
        wasMasked: helpRequests.wasMasked,
        personName: people.name,
        personEmail: people.email,
        createdAt: helpRequests.createdAt,
      })
      .from(helpRequests)
      .innerJoin(people, eq(people.id, helpRequests.personId))
      .where(and(eq(helpRequests.firmId, firmId), isNull(helpRequests.doneAt)))
      .orderBy(asc(helpRequests.createdAt))
      .limit(MOST),
  );
}

/** How many questions wait at each of these firms. */
export async function countHelpRequests(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, number>> {
  if (firmIds.length === 0) return new Map();
  const rows = await ctx.db.query((db) =>
    db
      .select({ firmId: helpRequests.firmId, number: count() })
      .from(helpRequests)
      .where(and(inArray(helpRequests.firmId, firmIds), isNull(helpRequests.doneAt)))
      .groupBy(helpRequests.firmId),
  );
  return new Map(rows.map(({ firmId, number }) => [firmId, number]));
}

/** POST /api/staff/firms/[id]/help-done. */
export const helpDoneInput = z.strictObject({ request: z.string().max(60) });

/** Staff have dealt with a question. For staff with role operator; throws `not_found`. */
export async function finishHelpRequest(
  ctx: Context,
  input: { firmId: string; request: string },
): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  const { firmId, request } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const done = await tx
      .update(helpRequests)
      .set({ doneAt: at, doneBy: personId })
      .where(
        and(
          eq(helpRequests.id, request),
          eq(helpRequests.firmId, firmId),
          isNull(helpRequests.doneAt),
        ),
      )
      .returning({ id: helpRequests.id });
    if (done.length === 0) {
      throw new AppError({ code: "not_found", message: `no open request ${request}` });
    }
    await recordEvent(tx, ctx, { kind: "help.done", firmId, data: { request } });
  });
}
