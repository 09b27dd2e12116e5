import { personOf, type Context } from "@/lib/context";
import { tokenClients } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import type { ClientInput } from "./schema";
import { clientColumns, requireKeeper, storeFirms } from "./store-client";

/**
 * Makes a token client, without a key yet. For administrators who gave their second factor lately, and
 * the operator's command. Returns its id. Throws `invalid_input`, `forbidden` and `step_up_needed`.
 */
export async function createTokenClient(ctx: Context, input: ClientInput): Promise<string> {
  await requireKeeper(ctx);
  const id = newId("tokenClient");
  await ctx.db.transaction(async (tx) => {
    const columns = await clientColumns(tx, input);
    await tx
      .insert(tokenClients)
      .values({ id, createdBy: personOf(ctx) ?? "operator", ...columns });
    await storeFirms(tx, { clientId: id, firmIds: input.firms });
    await recordEvent(tx, ctx, {
      kind: "token_client.created",
      firmId: null,
      data: { client: id, name: input.name },
    });
  });
  return id;
}
