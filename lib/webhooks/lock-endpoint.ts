import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { webhookEndpoints } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";

/** An endpoint that is there, locked. Throws `not_found` for one that is not, or was removed. */
export async function lockEndpoint(
  tx: Queryable,
  endpointId: string,
): Promise<typeof webhookEndpoints.$inferSelect> {
  const [endpoint] = await tx
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, endpointId), isNull(webhookEndpoints.removedAt)))
    .for("update");
  if (!endpoint) throw new AppError({ code: "not_found", message: `no endpoint ${endpointId}` });
  return endpoint;
}
