import { eq, inArray } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms, integrations, tokenClientFirms, tokenClients } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { requireStepUp } from "@/lib/identity/require-step-up";
import type { ClientInput } from "./schema";

/** Administrators who gave their second factor lately, or the operator's command. */
export async function requireKeeper(ctx: Context): Promise<void> {
  if (ctx.actor.kind === "system") return;
  requireStaff(ctx, "admin");
  await requireStepUp(ctx);
}

/** The columns of a form's client. Throws `invalid_input` for what does not go together or is not there. */
export async function clientColumns(tx: Queryable, input: ClientInput) {
  if (!input.integration && input.firms.length === 0) {
    throw invalidInput({ integration: "Choose an integration, or name the firms." });
  }
  const mayReadStatus = input.may_read_status === "on";
  const mayTakeTokens = input.may_take_tokens === "on";
  if (!mayReadStatus && !mayTakeTokens) {
    throw invalidInput({ rights: "A client that may do nothing is of no use." });
  }
  const integrationId = input.integration || null;
  if (integrationId) {
    const found = await tx.select().from(integrations).where(eq(integrations.id, integrationId));
    if (found.length === 0) throw invalidInput({ integration: "There is no such integration." });
  }
  return {
    name: input.name,
    integrationId,
    mayReadStatus,
    mayTakeTokens,
    beforeLive: input.before_live === "on",
    requestsAMinute: input.requests_a_minute,
  };
}

/** Gives a client exactly these single firms. Throws `invalid_input` when one is not there. */
export async function storeFirms(
  tx: Queryable,
  input: { clientId: string; firmIds: string[] },
): Promise<void> {
  const { clientId, firmIds } = input;
  const known = await tx.select({ id: firms.id }).from(firms).where(inArray(firms.id, firmIds));
  const missing = firmIds.find((id) => !known.some((firm) => firm.id === id));
  if (missing) throw invalidInput({ firms: `There is no firm ${missing.slice(0, 40)}.` });
  await tx.delete(tokenClientFirms).where(eq(tokenClientFirms.clientId, clientId));
  if (firmIds.length === 0) return;
  await tx.insert(tokenClientFirms).values(firmIds.map((firmId) => ({ clientId, firmId })));
}

export type ClientRow = typeof tokenClients.$inferSelect;

/** Locks a client that is in use. Throws `not_found`, and `conflict` for one that was revoked. */
export async function lockClient(tx: Queryable, clientId: string): Promise<ClientRow> {
  const [row] = await tx
    .select()
    .from(tokenClients)
    .where(eq(tokenClients.id, clientId))
    .for("update");
  if (!row) throw new AppError({ code: "not_found", message: `no token client ${clientId}` });
  if (row.revokedAt) {
    throw new AppError({
      code: "conflict",
      message: `token client ${clientId} is revoked`,
      human: "This client was revoked, for good. Make another one.",
    });
  }
  return row;
}
