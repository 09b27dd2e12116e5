import { and, eq, isNotNull, isNull, lt, or } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { sessions, staffFactors } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { noteFactorGiven } from "./note-factor-given";
import { consumeFactorTry, openFactor, requireStaffSession } from "./own-factor";
import { spendRecoveryCode } from "./recovery-codes";
import { totpStepOfCode } from "./totp";

/**
 * The second factor of the acting person, to get in or to confirm again who they are: a code of the app,
 * of which none is taken twice, or a recovery code. Returns the session's new token; the old one dies.
 *
 * Throws `invalid_input` for a wrong or used code, `conflict` for who has no second factor,
 * `rate_limited` after ten tries in a quarter of an hour and fifty a day.
 */
export async function enterFactor(
  ctx: Context,
  input: { code: string },
): Promise<{ sessionToken: string; usedRecoveryCode: boolean }> {
  const { personId, sessionId } = requireStaffSession(ctx);
  await consumeFactorTry(ctx);
  const at = await now(ctx);
  const [row] = await ctx.db.query((db) =>
    db
      .select()
      .from(staffFactors)
      .where(and(eq(staffFactors.personId, personId), isNotNull(staffFactors.confirmedAt))),
  );
  if (!row) throw new AppError({ code: "conflict", message: "there is no second factor to give" });
  const code = input.code.trim();
  const step = totpStepOfCode(openFactor(ctx, row).reveal(), code.replaceAll(/\s/g, ""), at);
  const given = await ctx.db.transaction(async (tx) => {
    const isByCode = step !== null && (await takeStep(tx, row.id, step));
    const isByRecovery = !isByCode && (await spendRecoveryCode(tx, { personId, code, at }));
    if (!isByCode && !isByRecovery) {
      await recordEvent(tx, ctx, {
        kind: "staff.factor_refused",
        firmId: null,
        data: { person: personId },
      });
      return null;
    }
    const [session] = await tx.select().from(sessions).where(eq(sessions.id, sessionId));
    const sessionToken = await noteFactorGiven(tx, { sessionId, at });
    if (isByRecovery) {
      await recordEvent(tx, ctx, {
        kind: "staff.recovery_used",
        firmId: null,
        data: { person: personId },
      });
    }
    if (session?.secondFactorAt) {
      await recordEvent(tx, ctx, { kind: "staff.stepped_up", firmId: null, data: {} });
    }
    return { sessionToken, usedRecoveryCode: isByRecovery };
  });
  if (given) return given;
  throw invalidInput({
    code:
      step === null
        ? "This code is not right. Type the newest one that your app shows."
        : "This code was used already. Wait for the next one that your app shows.",
  });
}

/** A code is taken once: whoever comes second with it, or with an older one, has none. */
async function takeStep(tx: Queryable, factorId: string, step: number): Promise<boolean> {
  const isNewer = or(isNull(staffFactors.lastStep), lt(staffFactors.lastStep, step));
  const taken = await tx
    .update(staffFactors)
    .set({ lastStep: step })
    .where(and(eq(staffFactors.id, factorId), isNewer))
    .returning({ id: staffFactors.id });
  return taken.length > 0;
}
