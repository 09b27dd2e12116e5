import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { sessions } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import type { SessionMethod } from "@/lib/vocabulary";

/**
 * Writes a session with its event, in the transaction of what it was won by. The session that this
 * browser had until now ends: nothing is merged (LK-08). Returns its token, which is to be had only now.
 */
export async function startSession(
  tx: Queryable,
  ctx: Context,
  input: {
    personId: string;
    firmId: string | null;
    linkId: string | null;
    method: SessionMethod;
    /** Given with the sign-in itself: by the organisation's own. */
    secondFactorAt?: Date | null;
    stepUpAt?: Date | null;
    /** In words: `browserName`. */
    browser: string | null;
    idleSeconds: number;
    lifeSeconds: number;
    previousSessionId: string | null;
    /** Read with `now(ctx)` before the transaction. */
    at: Date;
  },
): Promise<string> {
  const { personId, firmId, linkId, method, browser, previousSessionId, at } = input;
  const token = randomToken();
  const seconds = (count: number) => new Date(at.getTime() + count * 1000);
  if (previousSessionId) {
    await tx
      .update(sessions)
      .set({ endedAt: at })
      .where(and(eq(sessions.id, previousSessionId), isNull(sessions.endedAt)));
  }
  await tx.insert(sessions).values({
    id: newId("session"),
    tokenHash: hashToken(token),
    personId,
    currentFirmId: firmId,
    linkId,
    method,
    secondFactorAt: input.secondFactorAt ?? null,
    stepUpAt: input.stepUpAt ?? null,
    browser,
    createdAt: at,
    seenAt: at,
    idleExpiresAt: seconds(input.idleSeconds),
    expiresAt: seconds(input.lifeSeconds),
  });
  await recordEvent(tx, ctx, {
    kind: "session.started",
    firmId,
    data: {
      person: personId,
      ...(linkId !== null && { link: linkId }),
      ...(method === "oidc" && { method }),
    },
  });
  return token;
}
