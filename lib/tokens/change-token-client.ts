import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { tokenClients } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import type { ClientInput } from "./schema";
import { clientColumns, lockClient, requireKeeper, storeFirms } from "./store-client";

/**
 * Changes what a client may do and which firms it sees, from its next request on. For administrators
 * who gave their second factor lately. Throws `invalid_input`, `not_found`, `conflict` for one that was
 * revoked, and `step_up_needed`.
 */
export async function changeTokenClient(
  ctx: Context,
  input: ClientInput & { clientId: string },
): Promise<void> {
  await requireKeeper(ctx);
  const { clientId, ...fields } = input;
  await ctx.db.transaction(async (tx) => {
    await lockClient(tx, clientId);
    const columns = await clientColumns(tx, fields);
    await tx.update(tokenClients).set(columns).where(eq(tokenClients.id, clientId));
    await storeFirms(tx, { clientId, firmIds: fields.firms });
    await recordEvent(tx, ctx, {
      kind: "token_client.changed",
      firmId: null,
      data: { client: clientId, name: columns.name },
    });
  });
}
