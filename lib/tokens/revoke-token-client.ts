import { eq, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { tokenClients } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { lockClient, requireKeeper } from "./store-client";

/**
 * Revokes a client with all its keys, for good, from its next request on. For administrators who gave
 * their second factor lately, and the operator's command. Throws `not_found`, `conflict` for one that
 * was revoked before, and `step_up_needed`.
 */
export async function revokeTokenClient(ctx: Context, input: { clientId: string }): Promise<void> {
  await requireKeeper(ctx);
  const { clientId } = input;
  await ctx.db.transaction(async (tx) => {
    const { name } = await lockClient(tx, clientId);
    await tx
      .update(tokenClients)
      .set({ revokedAt: sql`now()` })
      .where(eq(tokenClients.id, clientId));
    await recordEvent(tx, ctx, {
      kind: "token_client.revoked",
      firmId: null,
      data: { client: clientId, name },
    });
  });
}
