import { eq } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { recoveryCodes, sessions, staffFactors } from "@/lib/db/schema";

/**
 * Takes a person's second factor and recovery codes away; no session counts as having given it. Returns
 * whether there was one.
 */
export async function dropFactor(tx: Queryable, personId: string): Promise<boolean> {
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId));
  const dropped = await tx
    .delete(staffFactors)
    .where(eq(staffFactors.personId, personId))
    .returning({ confirmedAt: staffFactors.confirmedAt });
  await tx
    .update(sessions)
    .set({ secondFactorAt: null, stepUpAt: null })
    .where(eq(sessions.personId, personId));
  return dropped.some(({ confirmedAt }) => confirmedAt !== null);
}
