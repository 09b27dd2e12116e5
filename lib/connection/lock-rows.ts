import { eq } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { applications, connections } from "@/lib/db/schema";

// Who changes more than one of them locks in this order, or two that meet wait for each other: the
// application, the connection, its grants.

/** Before a change of a grant and its connection. */
export async function lockConnection(tx: Queryable, connectionId: string): Promise<void> {
  await tx
    .select({ id: connections.id })
    .from(connections)
    .where(eq(connections.id, connectionId))
    .for("update");
}

/** Before a change that an application's connections follow. */
export async function lockApplication(tx: Queryable, applicationId: string): Promise<void> {
  await tx
    .select({ id: applications.id })
    .from(applications)
    .where(eq(applications.id, applicationId))
    .for("update");
}
