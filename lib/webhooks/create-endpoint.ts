import { eq } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { integrations, webhookEndpoints } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { newId } from "@/lib/ids";
import type { Secret } from "@/lib/logger";
import { NOT_PUBLIC, urlProblem } from "./address-rules";
import { findAddresses } from "./find-addresses";
import { addSecret } from "./secrets";
import type { EndpointInput } from "./schema";

/**
 * A new endpoint with its first secret, which is shown once. For administrators who gave their second
 * factor lately. Throws `step_up_needed`, and `invalid_input` for an address that leads into a private
 * network or nowhere, no kind at all, and an integration that there is not.
 */
export async function createEndpoint(
  ctx: Context,
  input: EndpointInput,
): Promise<{ endpointId: string; secret: Secret }> {
  const { personId } = requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  requireRightKeys(ctx.ring);
  const { name, url, integrationId, kinds } = input;
  if (kinds.length === 0) throw invalidInput({ kinds: "Choose at least one." });
  await requireUsable(url, ctx.env.WEBHOOKS_ALLOW_PRIVATE === "on");
  const endpointId = newId("webhookEndpoint");
  const secret = await ctx.db.transaction(async (tx) => {
    if (integrationId !== null) {
      const found = await tx.$count(integrations, eq(integrations.id, integrationId));
      if (found === 0) throw invalidInput({ integration: "Choose one of the integrations." });
    }
    const row = { id: endpointId, name, url, integrationId, kinds, createdBy: personId };
    await tx.insert(webhookEndpoints).values(row);
    const made = await addSecret(tx, ctx, endpointId);
    await recordEvent(tx, ctx, {
      kind: "webhook.created",
      firmId: null,
      data: { webhook: name, endpoint: endpointId, host: new URL(url).host },
    });
    return made;
  });
  return { endpointId, secret };
}

async function requireUsable(url: string, allowPrivate: boolean): Promise<void> {
  const problem = urlProblem(url, allowPrivate);
  if (problem) throw invalidInput({ url: problem });
  const found = await findAddresses(new URL(url), allowPrivate).then(
    () => null,
    (thrown: { code?: string }) => thrown.code,
  );
  if (found === "private_address") throw invalidInput({ url: NOT_PUBLIC });
  if (found) throw invalidInput({ url: "We cannot find this address. Is the name right?" });
}
