import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/lib/db/client";
import { connections, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { ConnectionRow } from "./load-facts";
import type { GrantRow } from "./tokens-at-rest";

export type Waiting = { connection: ConnectionRow; grant: GrantRow };

/** Of a form that decides: the grant that its page told of. */
export const grantField = z.string().max(60);

/**
 * The grant of a firm that waits for a decision, and its connection, both locked. A form decides about
 * the grant that its page showed: another trip may have brought another account meanwhile. Throws
 * `conflict` when nothing waits, or another one.
 */
export async function requireStagedOf(
  tx: Queryable,
  input: { firmId: string; grantId: string },
): Promise<Waiting> {
  const { firmId, grantId } = input;
  const [connection] = await tx
    .select()
    .from(connections)
    .where(eq(connections.firmId, firmId))
    .for("update");
  const [grant] = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.firmId, firmId), eq(grants.state, "staged")))
    .for("update");
  if (!connection || !grant) throw nothingWaits(firmId);
  if (grant.id !== grantId) {
    throw new AppError({
      code: "conflict",
      message: `${grant.id} waits at ${firmId}, not the grant that was decided about`,
      human:
        "Somebody came back from Clio since this page was shown. Please open it again and look which account waits now.",
    });
  }
  return { connection, grant };
}

export function nothingWaits(firmId: string): AppError {
  return new AppError({
    code: "conflict",
    message: `nothing waits for a decision at ${firmId}`,
    human: "There is nothing to decide any more. This page shows how your connection is now.",
  });
}
