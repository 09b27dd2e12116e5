import { and, eq } from "drizzle-orm";
import { now, requireFirm, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { connections, grants, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { deliverAfterCommit } from "@/lib/mail/deliver-after-commit";
import { queueMail } from "@/lib/mail/queue-mail";
import { connectedMail } from "@/lib/mail/templates";
import { activateGrant } from "./activate-grant";
import { openProbeRun } from "./open-probe-run";
import { isUsedElsewhere } from "./settle-staged";
import type { GrantRow } from "./tokens-at-rest";

/**
 * A person confirms that the account behind the staged grant is the firm's live one: the first time
 * only, never for another account than the one connected before. The grant is swapped in and a probe
 * run opened. Returns the run's id, for `runProbes`.
 *
 * Throws `forbidden` in a session from a copied link (H-8), and `conflict` when nothing waits or the
 * account is not one that may be confirmed.
 */
export async function confirmAccount(ctx: Context): Promise<{ runId: string }> {
  const { firmId, personId } = requireFirm(ctx);
  requireRightKeys(ctx.ring);
  if (ctx.actor.kind === "firm" && ctx.actor.copiedLinkId) {
    throw new AppError({
      code: "forbidden",
      message: "a session from a copied link cannot confirm an account",
      human: "Please open the link in the mail that we sent to you, and confirm there.",
    });
  }
  const at = await now(ctx);
  const { grant, firmName } = await ctx.db.transaction(async (tx) => {
    const grant = await requireConfirmable(tx, firmId);
    await tx
      .update(connections)
      .set({
        region: grant.region,
        accountId: grant.accountId,
        accountName: grant.accountName,
        identityConfirmedAt: at,
        identityConfirmedBy: personId,
      })
      .where(eq(connections.firmId, firmId));
    await recordEvent(tx, ctx, {
      kind: "connection.account_confirmed",
      firmId,
      data: { account: grant.accountName, user: grant.userName },
    });
    const firm = await tx.query.firms.findFirst({
      where: (firms, { eq: is }) => is(firms.id, firmId),
    });
    return { grant, firmName: firm?.name ?? "" };
  });
  await activateGrant(ctx, grant.id, { anyway: true });
  const runId = await openProbeRun(ctx, grant, "connect");
  await tell(ctx, { firmId, firmName, personId, grant });
  return { runId };
}

async function requireConfirmable(tx: Queryable, firmId: string): Promise<GrantRow> {
  const [connection] = await tx
    .select()
    .from(connections)
    .where(eq(connections.firmId, firmId))
    .for("update");
  const [grant] = await tx
    .select()
    .from(grants)
    .where(and(eq(grants.firmId, firmId), eq(grants.state, "staged")));
  if (!connection || !grant?.identityReadAt || !grant.accountId) {
    throw new AppError({
      code: "conflict",
      message: `no account waits for a confirmation at ${firmId}`,
      human: "There is nothing to confirm any more. This page shows how your connection is now.",
    });
  }
  const isKnown = connection.identityConfirmedAt !== null;
  if (
    (isKnown && connection.accountId !== grant.accountId) ||
    (await isUsedElsewhere(tx, grant, grant.accountId))
  ) {
    throw new AppError({
      code: "conflict",
      message: `grant ${grant.id} is of another account`,
      human:
        "This is a different Clio account. Use the account that was connected before, or ask us.",
    });
  }
  return grant;
}

async function tell(
  ctx: Context,
  input: { firmId: string; firmName: string; personId: string; grant: GrantRow },
): Promise<void> {
  const mailId = await ctx.db.transaction(async (tx) => {
    const [person] = await tx.select().from(people).where(eq(people.id, input.personId));
    if (!person) return null;
    return queueMail(tx, ctx, {
      kind: "connected",
      firmId: input.firmId,
      person,
      causeKey: `connected:${input.grant.id}`,
      content: connectedMail({
        portalUrl: ctx.env.PORTAL_URL,
        agencyName: ctx.env.AGENCY_NAME,
        firmName: input.firmName,
        accountName: input.grant.accountName ?? "",
      }),
    });
  });
  if (mailId) deliverAfterCommit(ctx, [mailId]);
}
