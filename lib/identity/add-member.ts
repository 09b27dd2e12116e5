import { and, eq, isNotNull } from "drizzle-orm";
import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { firmMembers, firms, integrations } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { personAddedMail } from "@/lib/mail/templates/security-mails";
import { findOrCreateMember } from "./find-or-create-member";
import { requireCode } from "./mailed-code";
import { queueInvitation } from "./queue-invitation";
import { consumeRecipient } from "./rate-limit";
import { isPersonName, normaliseEmail } from "./rules";

/** POST /api/onboarding/people. */
export const addMemberInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Enter the person’s name.")
    .refine(isPersonName, "Enter a name alone, without an address."),
  email: z.string().max(1000),
});
export type AddMemberInput = z.infer<typeof addMemberInput>;

/**
 * Adds a colleague to the firm and mails an invitation; all members are told. Throws `invalid_input`
 * for what is no address or is there already, `rate_limited` after five mails a day to people whom the
 * firm names, and as `requireCode` does.
 */
export async function addMember(ctx: Context, input: AddMemberInput): Promise<void> {
  const { firmId } = requireMember(ctx);
  await requireCode(ctx);
  const email = normaliseEmail(input.email);
  if (!email) throw invalidInput({ email: "Enter one e-mail address, such as ada@firm.com." });
  await consumeRecipient(ctx, firmId);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx
      .select({ id: firms.id, integrationName: integrations.name })
      .from(firms)
      .innerJoin(integrations, eq(integrations.id, firms.integrationId))
      .where(eq(firms.id, firmId));
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    const { name } = input;
    const staffAddresses = ctx.env.STAFF_ADMINS;
    const person = await findOrCreateMember(tx, { email, name, staffAddresses, field: "email" });
    // Everybody is told before the new person is one of them.
    await queueForMembers(tx, ctx, {
      kind: "person_added",
      firmId,
      causeKey: `person_added:${firmId}:${person.id}:${at.getTime()}`,
      letter: personAddedMail({ ...(await letterhead(tx, ctx, firmId)), personName: name, email }),
    });
    const [joined] = await tx
      .insert(firmMembers)
      .values({ firmId, personId: person.id, addedAt: at })
      .onConflictDoUpdate({
        target: [firmMembers.firmId, firmMembers.personId],
        set: { addedAt: at, removedAt: null },
        setWhere: and(eq(firmMembers.firmId, firmId), notMember),
      })
      .returning({ personId: firmMembers.personId });
    if (!joined) throw invalidInput({ email: "This person belongs to your firm already." });
    await recordEvent(tx, ctx, {
      kind: "firm.person_added",
      firmId,
      data: { person: person.id, email },
    });
    await queueInvitation(tx, ctx, { firm, person, at });
  });
}

const notMember = isNotNull(firmMembers.removedAt);
