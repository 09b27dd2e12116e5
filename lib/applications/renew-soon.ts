import { and, eq } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { grants } from "@/lib/db/schema";

/**
 * Clio accepts an application's keys again: grants whose tokens could not be renewed with the old ones
 * are due at once, and need not wait for their next try.
 */
export async function renewSoon(tx: Queryable, applicationId: string, at: Date): Promise<void> {
  await tx
    .update(grants)
    .set({ refreshDueAt: at })
    .where(
      and(
        eq(grants.applicationId, applicationId),
        eq(grants.state, "active"),
        eq(grants.refreshOutcome, "misconfigured"),
      ),
    );
}
