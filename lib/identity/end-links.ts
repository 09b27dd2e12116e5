import { and, eq, isNotNull, isNull, type SQL } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { links } from "@/lib/db/schema";
import type { HandOverStep } from "@/lib/vocabulary";

/** A step is done: the links by which it was handed over die, and the sessions that they started. */
export async function endHandOvers(
  tx: Queryable,
  input: { firmId: string; step: HandOverStep; at: Date },
): Promise<void> {
  await tx
    .update(links)
    .set({ revokedAt: input.at })
    .where(
      and(
        eq(links.purpose, "hand_over"),
        eq(links.firmId, input.firmId),
        eq(links.step, input.step),
        isNull(links.revokedAt),
      ),
    );
}

/** A re-authorization succeeded: its links start no more sessions; those that they started go on. */
export async function spendReauthorizations(
  tx: Queryable,
  input: { firmId: string; at: Date },
): Promise<void> {
  await spend(tx, input, eq(links.purpose, "reauthorize"));
}

/**
 * A firm's connection works: invitations that were opened have done their part and sign nobody in any
 * more; who is signed in stays, and the link's page offers a fresh link by mail. One that nobody has
 * opened yet still waits for its person.
 */
export async function spendInvitations(
  tx: Queryable,
  input: { firmId: string; at: Date },
): Promise<void> {
  await spend(tx, input, and(eq(links.purpose, "invite"), isNotNull(links.openedAt)));
}

async function spend(
  tx: Queryable,
  { firmId, at }: { firmId: string; at: Date },
  which: SQL | undefined,
): Promise<void> {
  await tx
    .update(links)
    .set({ spentAt: at })
    .where(and(which, eq(links.firmId, firmId), isNull(links.revokedAt), isNull(links.spentAt)));
}
