import { z } from "zod";
import { now, requireFirm, type Context } from "@/lib/context";
import { developerAccounts } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { endHandOvers } from "@/lib/identity/end-links";
import { normaliseEmail } from "@/lib/identity/rules";
import { loadSettings } from "@/lib/settings/queries";
import { addDays, dayOf, isDay } from "@/lib/settings/rules";
import { TRIAL_DAYS } from "./rules";

const day = z
  .string()
  .trim()
  .refine((value) => value === "" || isDay(value), "Enter a day such as 2026-11-24.")
  .default("");

/** POST /api/onboarding/developer-account. */
export const developerAccountInput = z.strictObject({
  email: z.string().max(1000),
  trial_started_on: day,
  trial_ends_on: day,
  applied_on: day,
  stage: z.enum(["trial", "applied", "approved"], { error: "Choose how far you are." }),
});
export type DeveloperAccountInput = z.infer<typeof developerAccountInput>;

/**
 * The firm says how far its developer account is: trial begun, conversion applied for, approved. Its
 * e-mail is kept to notice when that account is connected by mistake. Days that have to be known are
 * today's unless told otherwise. Throws `invalid_input` with a message per field.
 */
export async function answerDeveloperAccount(
  ctx: Context,
  input: DeveloperAccountInput,
): Promise<void> {
  const { firmId } = requireFirm(ctx);
  const email = normaliseEmail(input.email);
  if (!email) {
    throw invalidInput({
      email: "Enter the e-mail address with which you signed up for the trial.",
    });
  }
  const at = await now(ctx);
  const { timeZone } = await loadSettings(ctx);
  const today = dayOf(at, timeZone);
  const trialStartedOn = input.trial_started_on || today;
  const trialEndsOn = input.trial_ends_on || addDays(trialStartedOn, TRIAL_DAYS);
  if (trialStartedOn > today)
    throw invalidInput({ trial_started_on: "This day is still to come." });
  if (trialEndsOn < trialStartedOn) {
    throw invalidInput({ trial_ends_on: "The trial cannot end before it began." });
  }
  const appliedOn = input.stage === "trial" ? null : input.applied_on || today;
  if (appliedOn !== null && appliedOn > today) {
    throw invalidInput({ applied_on: "This day is still to come." });
  }
  const answer = {
    email,
    trialStartedOn,
    trialEndsOn,
    appliedOn,
    approvedOn: input.stage === "approved" ? today : null,
  };
  await ctx.db.transaction(async (tx) => {
    await tx
      .insert(developerAccounts)
      .values({ firmId, ...answer })
      .onConflictDoUpdate({ target: developerAccounts.firmId, set: answer });
    if (answer.approvedOn) await endHandOvers(tx, { firmId, step: "developer_account", at });
    await recordEvent(tx, ctx, {
      kind: "developer_account.answered",
      firmId,
      data: { stage: input.stage },
    });
  });
}
