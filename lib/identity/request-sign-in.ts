import { eq, isNull, and } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { firmMembers, firms, people } from "@/lib/db/schema";
import { isLoopbackOrigin } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { signInMail } from "@/lib/mail/templates/link-mails";
import { createLink } from "./create-link";
import { consumeRateLimit } from "./rate-limit";

type Person = typeof people.$inferSelect;

/**
 * Mails a sign-in link to a known person of this (normalised) address. Known, unknown, disabled and
 * limited addresses are all answered alike, so a caller must not wait for it: run it after the
 * answer. Staff named in STAFF_ADMINS are created here; without a second factor they sign in by mail
 * on loopback addresses only.
 */
export async function requestSignIn(
  ctx: Context,
  input: { email: string; browserToken: string },
): Promise<void> {
  const { email } = input;
  try {
    await consumeRateLimit(ctx, { key: `sign_in:${email}`, limit: 3, windowSeconds: 900 });
    await consumeRateLimit(ctx, { key: `sign_in_day:${email}`, limit: 10, windowSeconds: 86_400 });
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "rate_limited") return;
    throw thrown;
  }
  const person = await findPerson(ctx, email);
  if (!person || person.disabledAt) return;
  if (person.kind === "staff" && !isLoopbackOrigin(ctx.env.PORTAL_URL)) return;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx
      .select({ id: firms.id })
      .from(firmMembers)
      .innerJoin(firms, eq(firms.id, firmMembers.firmId))
      .where(and(eq(firmMembers.personId, person.id), isNull(firmMembers.removedAt)))
      .limit(1);
    const link = await createLink(tx, ctx, {
      purpose: "sign_in",
      personId: person.id,
      firmId: null,
      browserHash: hashToken(input.browserToken),
      at,
    });
    await queueMail(tx, ctx, {
      kind: "sign_in",
      firmId: firm?.id ?? null,
      person,
      causeKey: `sign_in:${link.linkId}`,
      letter: signInMail({
        ...(await letterhead(tx, ctx, firm?.id ?? null)),
        link: `${ctx.env.PORTAL_URL}/l/${link.token}`,
      }),
    });
  });
}

async function findPerson(ctx: Context, email: string): Promise<Person | null> {
  return ctx.db.query(async (db) => {
    const [found] = await db.select().from(people).where(eq(people.email, email));
    if (found || !ctx.env.STAFF_ADMINS.includes(email)) return found ?? null;
    const [created] = await db
      .insert(people)
      .values({
        id: newId("person"),
        kind: "staff",
        staffRole: "admin",
        email,
        name: email.split("@")[0] ?? email,
      })
      .onConflictDoNothing({ target: people.email })
      .returning();
    return created ?? null;
  });
}
