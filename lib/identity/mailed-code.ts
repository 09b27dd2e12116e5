import { randomInt } from "node:crypto";
import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { now, requireMember, type Context } from "@/lib/context";
import { digest, digestsUnderAnyKey, isEqualText } from "@/lib/crypto/hash";
import { people, sessions } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { codeMail } from "@/lib/mail/templates/security-mails";
import { consumeRateLimit } from "./rate-limit";
import { CODE_LIFE_SECONDS, CODE_TRIES } from "./rules";

const CODES_PER_HOUR = 5;
// Five tries each: whoever has got hold of a session and guesses all day long gets nowhere.
const CODES_PER_DAY = 15;

/** POST /api/onboarding/code. */
export const codeInput = z.strictObject({ code: z.string().max(40), next: z.string().max(40) });

const LABEL = "mailed code";
const textOf = (sessionId: string, code: string) => `${sessionId}\0${code}`;

function requireSession(ctx: Context): { firmId: string; personId: string; sessionId: string } {
  const member = requireMember(ctx);
  return { ...member, sessionId: ctx.actor.kind === "firm" ? ctx.actor.sessionId : "" };
}

/**
 * Mails a code of six digits to the acting member's own address. It holds for ten minutes and
 * this session; a newer one takes its place. Throws `rate_limited` after five an hour
 * and fifteen a day.
 */
export async function sendCode(ctx: Context): Promise<void> {
  const { firmId, personId, sessionId } = requireSession(ctx);
  await consumeRateLimit(ctx, {
    key: `code:${personId}`,
    limit: CODES_PER_HOUR,
    windowSeconds: 3600,
  });
  await consumeRateLimit(ctx, {
    key: `code_day:${personId}`,
    limit: CODES_PER_DAY,
    windowSeconds: 24 * 3600,
  });
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(sessions)
      .set({
        codeHash: digest(ctx.ring, LABEL, textOf(sessionId, code)),
        codeExpiresAt: new Date(at.getTime() + CODE_LIFE_SECONDS * 1000),
        codeTries: 0,
      })
      .where(eq(sessions.id, sessionId));
    await recordEvent(tx, ctx, { kind: "session.code_sent", firmId, data: {} });
    const [person] = await tx.select().from(people).where(eq(people.id, personId));
    if (!person) return;
    await queueMail(tx, ctx, {
      kind: "code",
      firmId,
      person,
      causeKey: `code:${sessionId}:${at.getTime()}`,
      letter: codeMail({ ...(await letterhead(tx, ctx, firmId)), code }),
    });
  });
}

/**
 * Takes the code that was mailed: from now on this session may do what could harm. Throws
 * `invalid_input` for a wrong or late code and after five tries.
 */
export async function confirmCode(ctx: Context, input: { code: string }): Promise<void> {
  const { firmId, sessionId } = requireSession(ctx);
  const code = input.code.replace(/\s/g, "");
  const at = await now(ctx);
  // A try is spent before the code is compared, so that many at once are counted, too.
  const [tried] = await ctx.db.query((db) =>
    db
      .update(sessions)
      .set({ codeTries: sql`${sessions.codeTries} + 1` })
      .where(
        and(
          eq(sessions.id, sessionId),
          lt(sessions.codeTries, CODE_TRIES),
          isNull(sessions.codeConfirmedAt),
        ),
      )
      .returning(),
  );
  const isLiving = tried?.codeExpiresAt != null && at < tried.codeExpiresAt;
  if (!tried?.codeHash || !isLiving) {
    throw invalidInput({ code: "This code is over. Ask for a new one." });
  }
  const { codeHash } = tried;
  const digests = digestsUnderAnyKey(ctx.ring, LABEL, textOf(sessionId, code));
  if (!digests.some((one) => isEqualText(codeHash, one))) {
    const left = CODE_TRIES - tried.codeTries;
    throw invalidInput({
      code:
        left > 0
          ? "This is not the code that we mailed to you. Please look again."
          : "This was not the code. Ask for a new one.",
    });
  }
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(sessions)
      .set({ codeConfirmedAt: at, codeHash: null, codeExpiresAt: null })
      .where(eq(sessions.id, sessionId));
    await recordEvent(tx, ctx, { kind: "session.code_confirmed", firmId, data: {} });
  });
}

/** Throws `forbidden` until a mailed code was entered in the acting member's session (H-3). */
export async function requireCode(ctx: Context): Promise<void> {
  const { sessionId } = requireSession(ctx);
  const [session] = await ctx.db.query((db) =>
    db.select({ at: sessions.codeConfirmedAt }).from(sessions).where(eq(sessions.id, sessionId)),
  );
  if (session?.at) return;
  throw new AppError({
    code: "forbidden",
    message: "no mailed code was entered in this session",
    human: "Please confirm with the code that we mail to you first.",
  });
}
