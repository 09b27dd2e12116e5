import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { now, personOf, type Context } from "@/lib/context";
import { tokenKeys } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import type { Secret } from "@/lib/logger";
import { newKey } from "./key";
import type { KeyInput } from "./schema";
import { lockClient, requireKeeper } from "./store-client";

/** One to use and one to change to, without a gap. */
const MOST_ACTIVE_KEYS = 2;
const DAY_MS = 86_400_000;

/**
 * Makes a key of a client, to be shown once: only its hash is kept. At most two are active. For
 * administrators who gave their second factor lately, and the operator's command. Throws `conflict`
 * when two are active or the client was revoked, `not_found` and `step_up_needed`.
 */
export async function makeTokenKey(
  ctx: Context,
  input: KeyInput & { clientId: string },
): Promise<{ keyId: string; text: Secret; expiresAt: Date }> {
  await requireKeeper(ctx);
  const { clientId, days } = input;
  const at = await now(ctx);
  const expiresAt = new Date(at.getTime() + days * DAY_MS);
  const { id, secretHash, text } = newKey();
  await ctx.db.transaction(async (tx) => {
    const { name } = await lockClient(tx, clientId);
    const active = await tx
      .select({ id: tokenKeys.id })
      .from(tokenKeys)
      .where(
        and(
          eq(tokenKeys.clientId, clientId),
          isNull(tokenKeys.revokedAt),
          gt(tokenKeys.expiresAt, sql`now()`),
        ),
      );
    if (active.length >= MOST_ACTIVE_KEYS) {
      throw new AppError({
        code: "conflict",
        message: `token client ${clientId} has ${active.length} active keys`,
        human: "This client has two active keys. Revoke the one that is no longer used first.",
      });
    }
    const createdBy = personOf(ctx) ?? "operator";
    await tx.insert(tokenKeys).values({ id, clientId, secretHash, createdBy, expiresAt });
    await recordEvent(tx, ctx, {
      kind: "token_client.key_made",
      firmId: null,
      data: { client: clientId, name, key: id, expires: expiresAt.toISOString() },
    });
  });
  return { keyId: id, text, expiresAt };
}
