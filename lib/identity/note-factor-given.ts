import { eq } from "drizzle-orm";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { sessions } from "@/lib/db/schema";

/**
 * Notes in a session that the second factor was given. The session gets another token, and the one that
 * it had until now dies (ASVS 7.2.4). Returns the new one, which is to be had only now.
 */
export async function noteFactorGiven(
  tx: Queryable,
  input: { sessionId: string; at: Date },
): Promise<string> {
  const token = randomToken();
  await tx
    .update(sessions)
    .set({ tokenHash: hashToken(token), secondFactorAt: input.at, stepUpAt: input.at })
    .where(eq(sessions.id, input.sessionId));
  return token;
}
