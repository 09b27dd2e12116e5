import { eq } from "drizzle-orm";
import { z } from "zod";
import { now, requireFirm, type Context } from "@/lib/context";
import { connections, helpRequests } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { maskSecrets } from "@/lib/identity/rules";
import { newId } from "@/lib/ids";
import { tellStaff } from "@/lib/mail/tell-staff";
import { stepKeys, type HelpKind, type StepKey } from "@/lib/vocabulary";

/** What people ask by themselves; a link that reached the wrong person is told by pressing its button. */
type AskedKind = Exclude<HelpKind, "wrong_person">;

const PER_FIRM_AND_HOUR = 20;

const step = z.enum(stepKeys);
/** POST /api/onboarding/stuck. */
export const stuckInput = z.strictObject({
  step,
  text: z
    .string()
    .trim()
    .min(1, "Say in a few words where you are stuck.")
    .max(2000, "This is too long."),
});
/** POST /api/onboarding/different. */
export const differentInput = z.strictObject({
  step,
  text: z.string().trim().max(2000, "This is too long.").default(""),
});

const subjects: Record<AskedKind, string> = {
  stuck: "somebody is stuck",
  different: "Clio’s page looks different",
  change_account: "another Clio account is wanted",
};

/**
 * Somebody at a firm asks staff for help. What looks like a key is masked before it is stored (H-4);
 * returns whether anything was. Staff are told by mail, without the text. Throws `rate_limited` after
 * 20 an hour.
 */
export async function askForHelp(
  ctx: Context,
  input: { kind: AskedKind; step: StepKey | null; text: string },
): Promise<{ wasMasked: boolean }> {
  const { firmId, personId } = requireFirm(ctx);
  await consumeRateLimit(ctx, {
    key: `help:${firmId}`,
    limit: PER_FIRM_AND_HOUR,
    windowSeconds: 3600,
  });
  const { kind } = input;
  const { text, wasMasked } = maskSecrets(input.text);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const id = newId("helpRequest");
    await tx
      .insert(helpRequests)
      .values({ id, firmId, personId, kind, step: input.step, text, wasMasked, createdAt: at });
    await recordEvent(tx, ctx, {
      kind: "help.asked",
      firmId,
      data: { request: id, kind, step: input.step },
    });
    await tellStaff(tx, ctx, {
      firmId,
      causeKey: `help:${id}`,
      subject: subjects[kind],
      sentence: "Somebody at this firm asked for help. What they wrote is on the firm’s page.",
    });
  });
  return { wasMasked };
}

/** A firm wants another Clio account than the one that was connected before, which staff see named. */
export async function askAccountChange(ctx: Context): Promise<void> {
  const { firmId } = requireFirm(ctx);
  const [connection] = await ctx.db.query((db) =>
    db
      .select({ name: connections.accountName })
      .from(connections)
      .where(eq(connections.firmId, firmId)),
  );
  const before = connection?.name ? `Connected before: ${connection.name}.` : "";
  await askForHelp(ctx, { kind: "change_account", step: "connect", text: before });
}
