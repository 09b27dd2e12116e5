import { and, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { goLive } from "@/lib/onboarding/go-live";
import { loadChecklist } from "@/lib/onboarding/queries";
import { liveGate } from "@/lib/onboarding/rules";
import { loadSettings } from "@/lib/settings/queries";
import { addDays, dayOf, endOfDay, isDay } from "@/lib/settings/rules";
import { lockFirm, versionField } from "./change-firm";

const LONGEST_OVERRIDE_DAYS = 90;

/** POST /api/staff/firms/[id]/live. */
export const liveInput = z.strictObject({
  decision: z.enum(["on", "override", "off"]),
  reason: z.string().trim().max(300, "This is too long.").default(""),
  until: z.string().trim().default(""),
  version: versionField,
});
export type LiveInput = z.infer<typeof liveInput>;

/**
 * Staff switch a firm on when the gate holds (plan, identity, permissions), override the gate with a
 * reason and an end, or switch it off. For staff with role operator. Throws `conflict` with what is
 * missing while the gate does not hold, `invalid_input` for an override without reason or end,
 * `step_up_needed` for an override without a second factor given lately, and `not_found`.
 */
export async function setLive(ctx: Context, input: LiveInput & { firmId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, decision, reason } = input;
  await ctx.db.transaction((tx) => lockFirm(tx, input));
  const { checklist } = await loadChecklist(ctx, firmId);
  if (decision === "off") return switchOff(ctx, firmId);
  if (decision === "override") return override(ctx, input);
  const gate = liveGate(checklist);
  if (!gate.isOpen) {
    throw new AppError({
      code: "conflict",
      message: `the gate of ${firmId} is closed: ${gate.missing.join(", ")}`,
      human: `Not yet: ${gate.missing.join(", ")}. You can override this with a reason and an end.`,
    });
  }
  await goLive(ctx, { firmId, cause: "by_staff", ...(reason && { reason }) });
}

async function override(ctx: Context, input: LiveInput & { firmId: string }): Promise<void> {
  const { firmId, reason, until } = input;
  const { timeZone } = await loadSettings(ctx);
  const today = dayOf(await now(ctx), timeZone);
  const problems: Record<string, string> = {};
  if (!reason) problems.reason = "Say why: it is kept in the firm’s history.";
  if (!isDay(until) || until < today || until > addDays(today, LONGEST_OVERRIDE_DAYS)) {
    problems.until = `Choose a day within the next ${LONGEST_OVERRIDE_DAYS} days.`;
  }
  if (Object.keys(problems).length > 0) throw invalidInput(problems);
  await requireStepUp(ctx);
  await goLive(ctx, { firmId, cause: "override", reason, until: endOfDay(until, timeZone) });
}

async function switchOff(ctx: Context, firmId: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(firms)
      .set({
        liveAt: null,
        liveCause: "by_staff",
        liveReason: null,
        liveUntil: null,
        version: sql`${firms.version} + 1`,
      })
      .where(and(eq(firms.id, firmId), isNotNull(firms.liveAt)))
      .returning({ id: firms.id });
    if (ended.length === 0) return;
    await recordEvent(tx, ctx, { kind: "firm.not_live", firmId, data: { reason: "by staff" } });
  });
}
