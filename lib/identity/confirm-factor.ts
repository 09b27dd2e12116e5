import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { now, type Context } from "@/lib/context";
import { people, staffFactors } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { staffNoticeMail } from "@/lib/mail/templates/staff-mails";
import { noteFactorGiven } from "./note-factor-given";
import { consumeFactorTry, openFactor, requireStaffSession } from "./own-factor";
import { writeRecoveryCodes } from "./recovery-codes";
import { totpStepOfCode } from "./totp";

/** POST /api/staff/second-factor/confirm. */
export const factorCodeInput = z.strictObject({ code: z.string().max(60) });

/**
 * The first code of the app: from now on the acting person signs in with a second factor, and this session
 * has given it. Returns the session's new token and ten recovery codes, both to be had only now; the
 * person is told by mail. Throws `invalid_input` for a wrong code, `conflict` when nothing was begun,
 * `rate_limited`.
 */
export async function confirmFactor(
  ctx: Context,
  input: { code: string },
): Promise<{ sessionToken: string; recoveryCodes: string[] }> {
  const { personId, sessionId } = requireStaffSession(ctx);
  await consumeFactorTry(ctx);
  const at = await now(ctx);
  const [row] = await ctx.db.query((db) =>
    db
      .select()
      .from(staffFactors)
      .where(and(eq(staffFactors.personId, personId), isNull(staffFactors.confirmedAt))),
  );
  if (!row) throw new AppError({ code: "conflict", message: "no second factor was begun" });
  const step = totpStepOfCode(openFactor(ctx, row).reveal(), input.code.replaceAll(/\s/g, ""), at);
  if (step === null) {
    throw invalidInput({
      code: "This is not the code that the app should show. Type the newest one, and look whether the clock of your device is right.",
    });
  }
  return ctx.db.transaction(async (tx) => {
    const confirmed = await tx
      .update(staffFactors)
      .set({ confirmedAt: at, lastStep: step })
      .where(and(eq(staffFactors.id, row.id), isNull(staffFactors.confirmedAt)))
      .returning({ id: staffFactors.id });
    if (confirmed.length === 0) {
      throw new AppError({
        code: "conflict",
        message: "the second factor was confirmed meanwhile",
      });
    }
    const codes = await writeRecoveryCodes(tx, { personId, at });
    const sessionToken = await noteFactorGiven(tx, { sessionId, at });
    await recordEvent(tx, ctx, {
      kind: "staff.factor_set",
      firmId: null,
      data: { person: personId },
    });
    const [person] = await tx.select().from(people).where(eq(people.id, personId));
    if (person) {
      const head = await letterhead(tx, ctx, null);
      await queueMail(tx, ctx, {
        kind: "staff_notice",
        firmId: null,
        person,
        causeKey: `factor_set:${row.id}`,
        letter: staffNoticeMail({
          ...head,
          subject: "your second factor is set up",
          sentence:
            "From now on you sign in with a code of your authenticator app. If you did not do this, tell an administrator at once.",
          firmId: null,
          path: "/staff/people/me",
        }),
      });
    }
    return { sessionToken, recoveryCodes: codes };
  });
}
