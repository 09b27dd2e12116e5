import { and, eq, isNull } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { firmMembers, firms, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { signInMail } from "@/lib/mail/templates/link-mails";
import { createLink } from "./create-link";
import { createNamedAdmin } from "./create-named-admin";
import { mayUseLinks } from "./may-use-links";
import { consumeRateLimit } from "./rate-limit";

type Person = typeof people.$inferSelect;

/**
 * Mails a sign-in link to a known person of this (normalised) address. Known, unknown, disabled and
 * limited addresses are all answered alike, so a caller must not wait for it: run it after the
 * answer. Staff named in STAFF_ADMINS are created here. Where there is single sign-on, only staff
 * with a second factor get a link.
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
  if (person.kind === "staff" && !(await ctx.db.query((db) => mayUseLinks(db, ctx, person.id)))) {
    return;
  }
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx
      .select({ id: firms.id })
      .from(firmMembers)
      .innerJoin(firms, eq(firms.id, firmMembers.firmId))
      .where(
        and(
          eq(firmMembers.personId, person.id),
          isNull(firmMembers.removedAt),
          isNull(firms.closedAt),
        ),
      )
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
    return found ?? createNamedAdmin(db, ctx, email);
  });
}
