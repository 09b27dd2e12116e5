import { and, eq, isNotNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firmMembers, firms, integrations } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { personAddedMail } from "@/lib/mail/templates/security-mails";
import { findOrCreateMember } from "./find-or-create-member";
import { queueInvitation } from "./queue-invitation";

/**
 * Makes somebody a member of a firm in the caller's transaction and invites them; all members are told.
 * `email` is normalised. Throws `not_found`, `conflict` for a closed firm, and `invalid_input` for staff
 * and for who belongs to the firm already.
 */
export async function joinFirm(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; name: string; email: string; at: Date },
): Promise<void> {
  const { firmId, name, email, at } = input;
  const [firm] = await tx
    .select({ id: firms.id, integrationName: integrations.name })
    .from(firms)
    .innerJoin(integrations, eq(integrations.id, firms.integrationId))
    .where(eq(firms.id, firmId));
  if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
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
  if (!joined) throw invalidInput({ email: "This person belongs to the firm already." });
  await recordEvent(tx, ctx, {
    kind: "firm.person_added",
    firmId,
    data: { person: person.id, email },
  });
  await queueInvitation(tx, ctx, { firm, person, at });
}

const notMember = isNotNull(firmMembers.removedAt);
