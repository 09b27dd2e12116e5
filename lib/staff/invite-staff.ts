import { eq } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people } from "@/lib/db/schema";
import { oidcSettings } from "@/lib/env";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { createLink } from "@/lib/identity/create-link";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { normaliseEmail } from "@/lib/identity/rules";
import { STAFF_INVITATION_SECONDS } from "@/lib/identity/staff-rules";
import { newId } from "@/lib/ids";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { staffInviteMail } from "@/lib/mail/templates/staff-mails";
import { staffRoles, type StaffRole } from "@/lib/vocabulary";

const INVITATIONS_PER_HOUR = 20;

/** POST /api/staff/people. */
export const inviteStaffInput = z.strictObject({
  name: z.string().trim().min(1, "Enter a name.").max(120, "This is too long."),
  email: z.string(),
  role: z.enum(staffRoles),
});

/**
 * Makes somebody staff and mails them how to sign in: by a link that works once, for three days, or by the
 * organisation’s own sign-in where there is one. Whoever is staff with that role gets the mail once more. For administrators who gave their second factor lately. Throws `step_up_needed`,
 * `rate_limited` after twenty an hour, `invalid_input` for a wrong address or one that somebody has.
 */
export async function inviteStaff(
  ctx: Context,
  input: { name: string; email: string; role: StaffRole },
): Promise<void> {
  const { personId: by } = requireStaff(ctx, "admin");
  const email = normaliseEmail(input.email);
  if (!email) throw invalidInput({ email: "Enter one e-mail address, such as ada@agency.com." });
  await requireStepUp(ctx);
  const key = `staff_invitation:${by}`;
  await consumeRateLimit(ctx, { key, limit: INVITATIONS_PER_HOUR, windowSeconds: 3600 });
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const row = {
      id: newId("person"),
      kind: "staff" as const,
      staffRole: input.role,
      email,
      name: input.name,
    };
    const added = await tx
      .insert(people)
      .values(row)
      .onConflictDoNothing({ target: people.email })
      .returning();
    const person = added[0] ?? (await requireSame(tx, email, input.role));
    if (added.length > 0) {
      const data = { person: person.id, email, role: input.role };
      await recordEvent(tx, ctx, { kind: "staff.added", firmId: null, data });
    }
    await mailInvitation(tx, ctx, { person, at });
  });
}

async function requireSame(
  tx: Queryable,
  email: string,
  role: StaffRole,
): Promise<typeof people.$inferSelect> {
  const [found] = await tx.select().from(people).where(eq(people.email, email));
  if (found?.kind !== "staff") {
    throw invalidInput({
      email: "This address belongs to somebody at a firm. Staff need another one.",
    });
  }
  if (found.disabledAt) {
    throw invalidInput({ email: "This person is disabled. Enable them again below." });
  }
  if (found.staffRole !== role) {
    throw invalidInput({ email: "This person is staff already. Change their role below." });
  }
  return found;
}

async function mailInvitation(
  tx: Queryable,
  ctx: Context,
  { person, at }: { person: typeof people.$inferSelect; at: Date },
): Promise<void> {
  const hasOidc = oidcSettings(ctx.env) !== null;
  const { PORTAL_URL } = ctx.env;
  const made = hasOidc
    ? null
    : await createLink(tx, ctx, {
        purpose: "invite",
        personId: person.id,
        firmId: null,
        lifeSeconds: STAFF_INVITATION_SECONDS,
        at,
      });
  await queueMail(tx, ctx, {
    kind: "invite",
    firmId: null,
    person,
    causeKey: `staff_invite:${person.id}:${at.getTime()}`,
    letter: staffInviteMail({
      ...(await letterhead(tx, ctx, null)),
      personName: person.name,
      link: made ? `${PORTAL_URL}/l/${made.token}` : `${PORTAL_URL}/sign-in`,
      hasOidc,
    }),
  });
}
