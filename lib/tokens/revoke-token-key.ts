import { and, eq, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { tokenKeys } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { lockClient, requireKeeper } from "./store-client";

/**
 * Revokes one key of a client, from its next request on. For administrators who gave their second
 * factor lately, and the operator's command. Revoking it again changes nothing. Throws `not_found`,
 * `conflict` for a client that was revoked, and `step_up_needed`.
 */
export async function revokeTokenKey(
  ctx: Context,
  input: { clientId: string; keyId: string },
): Promise<void> {
  await requireKeeper(ctx);
  const { clientId, keyId } = input;
  await ctx.db.transaction(async (tx) => {
    const { name } = await lockClient(tx, clientId);
    const [key] = await tx
      .select()
      .from(tokenKeys)
      .where(and(eq(tokenKeys.id, keyId), eq(tokenKeys.clientId, clientId)));
    if (!key) throw new AppError({ code: "not_found", message: `no key ${keyId} of ${clientId}` });
    if (key.revokedAt) return;
    await tx
      .update(tokenKeys)
      .set({ revokedAt: sql`now()` })
      .where(eq(tokenKeys.id, keyId));
    await recordEvent(tx, ctx, {
      kind: "token_client.key_revoked",
      firmId: null,
      data: { client: clientId, name, key: keyId },
    });
  });
}
