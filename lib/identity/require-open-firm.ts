import { and, eq, isNotNull } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/**
 * Throws `conflict` when the firm is closed. Takes no lock: what is begun while a firm is being closed
 * leads nowhere, because no session is for a closed firm.
 */
export async function requireOpenFirm(tx: Queryable, firmId: string): Promise<void> {
  const [closed] = await tx
    .select({ id: firms.id })
    .from(firms)
    .where(and(eq(firms.id, firmId), isNotNull(firms.closedAt)));
  if (closed) throw closedFirm(firmId);
}

/** What a verb says that would change a closed firm. */
export function closedFirm(firmId: string): AppError {
  return new AppError({
    code: "conflict",
    message: `firm ${firmId} is closed`,
    human: "This firm is closed. Nothing about it can be changed any more.",
  });
}
