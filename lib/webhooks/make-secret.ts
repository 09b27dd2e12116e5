import { and, eq, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { webhookSecrets } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireStepUp } from "@/lib/identity/require-step-up";
import type { Secret } from "@/lib/logger";
import { lockEndpoint } from "./lock-endpoint";
import { MOST_SECRETS, secretEnds, type SecretEnd } from "./rules";
import { addSecret, isActive } from "./secrets";

/**
 * A new signing secret, shown once. Those that there are sign beside it until their end, so that the
 * receiver can change over without a gap. For administrators who gave their second factor lately. Throws
 * `step_up_needed`, `not_found`, and `conflict` when too many are in use.
 */
export async function makeSecret(
  ctx: Context,
  input: { endpointId: string; oldEnds: SecretEnd },
): Promise<Secret> {
  requireStaff(ctx, "admin");
  await requireStepUp(ctx);
  requireRightKeys(ctx.ring);
  const { endpointId, oldEnds } = input;
  return ctx.db.transaction(async (tx) => {
    const { name } = await lockEndpoint(tx, endpointId);
    const ofEndpoint = and(eq(webhookSecrets.endpointId, endpointId), isActive);
    const end = sql`now() + make_interval(hours => ${secretEnds[oldEnds]})`;
    await tx
      .update(webhookSecrets)
      // None that was to end sooner lives longer for it.
      .set({ expiresAt: sql`least(${webhookSecrets.expiresAt}, ${end})` })
      .where(ofEndpoint);
    if ((await tx.$count(webhookSecrets, ofEndpoint)) >= MOST_SECRETS) {
      throw new AppError({
        code: "conflict",
        message: `endpoint ${endpointId} has ${MOST_SECRETS} secrets`,
        human: "Several old secrets are still in use. End them first.",
      });
    }
    const secret = await addSecret(tx, ctx, endpointId);
    const data = { webhook: name, endpoint: endpointId, oldEnds };
    await recordEvent(tx, ctx, { kind: "webhook.secret_made", firmId: null, data });
    return secret;
  });
}
