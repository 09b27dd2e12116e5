import { eq } from "drizzle-orm";
import { now, requireMember, requireStaff, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { connections, firms, grants, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { queueMail } from "@/lib/mail/queue-mail";
import { tellStaff } from "@/lib/mail/tell-staff";
import { connectedMail } from "@/lib/mail/templates/progress-mails";
import { accountChangedMail } from "@/lib/mail/templates/security-mails";
import { activateIn } from "./activate-grant";
import { judgeIdentity } from "./judge-identity";
import { openProbeRun } from "./open-probe-run";
import { recomputeStatus } from "./recompute-status";
import { accountFits } from "./rules";
import { nothingWaits, requireStagedOf, type Waiting } from "./staged-of";

/**
 * A person confirms that the account behind the staged grant is the firm's live one: the first time,
 * or for the one other account that staff allowed. The grant is swapped in and a probe run opened.
 * Returns the run's id for `runProbes`; null when staff have to look first, because somebody outside
 * of the firm's people authorized an account that does not look like the firm's (H-1).
 *
 * Throws `forbidden` in a session from a copied link (H-8) and for anybody but the main contact after
 * a handed-over step, and `conflict` when nothing waits, or another grant than the one that the person
 * was shown, or the account may not be confirmed.
 */
export async function confirmAccount(
  ctx: Context,
  input: { grantId: string },
): Promise<{ runId: string | null }> {
  const { firmId, personId } = requireMember(ctx);
  requireRightKeys(ctx.ring);
  if (ctx.actor.kind === "firm" && ctx.actor.copiedLinkId) {
    throw new AppError({
      code: "forbidden",
      message: "a session from a copied link cannot confirm an account",
      human: "Please open the link in the mail that we sent to you, and confirm there.",
    });
  }
  const at = await now(ctx);
  const grant = await ctx.db.transaction(async (tx) => {
    const waiting = await requireConfirmable(tx, { firmId, ...input, at });
    const [firm] = await tx
      .select({ mainContactId: firms.mainContactId, name: firms.name, contactEmail: people.email })
      .from(firms)
      .innerJoin(people, eq(people.id, firms.mainContactId))
      .where(eq(firms.id, firmId));
    if (waiting.grant.handOverLinkId && firm) {
      requireMainContact(personId, firm.mainContactId);
      const { accountName, userEmail } = waiting.grant;
      if (!accountFits({ name: accountName ?? "", userEmail }, firm)) {
        await askStaff(tx, ctx, waiting, at);
        return null;
      }
    }
    await settle(tx, ctx, waiting, { personId, at });
    return waiting.grant;
  });
  return { runId: grant ? await openProbeRun(ctx, grant, "connect") : null };
}

/**
 * Staff agree that an account which a handed-over step connected is the firm's, after its main contact
 * has said so. For staff with role operator; throws `conflict` when nothing waits for them, or another
 * grant than the one that they were shown.
 */
export async function confirmForFirm(
  ctx: Context,
  input: { firmId: string; grantId: string },
): Promise<{ runId: string }> {
  const { personId } = requireStaff(ctx, "operator");
  requireRightKeys(ctx.ring);
  const { firmId } = input;
  const at = await now(ctx);
  const grant = await ctx.db.transaction(async (tx) => {
    const waiting = await requireConfirmable(tx, { ...input, at });
    if (!waiting.grant.contactConfirmedAt) throw nothingWaits(firmId);
    await tx.update(grants).set({ staffConfirmedAt: at }).where(eq(grants.id, waiting.grant.id));
    await recordEvent(tx, ctx, {
      kind: "connection.staff_confirmed",
      firmId,
      data: { account: waiting.grant.accountName },
    });
    await settle(tx, ctx, waiting, { personId, at });
    return waiting.grant;
  });
  return { runId: await openProbeRun(ctx, grant, "connect") };
}

async function requireConfirmable(
  tx: Queryable,
  input: { firmId: string; grantId: string; at: Date },
): Promise<Waiting> {
  const { connection, grant } = await requireStagedOf(tx, input);
  if (!grant.identityReadAt || !grant.accountId) throw nothingWaits(input.firmId);
  const { region, accountId } = grant;
  // Judged again: another firm may have connected this account meanwhile.
  if ((await judgeIdentity(tx, connection, { region, accountId }, input.at)) !== "first") {
    throw new AppError({
      code: "conflict",
      message: `grant ${grant.id} is of an account that may not be confirmed`,
      human:
        "This is a different Clio account. Use the account that was connected before, or ask us.",
    });
  }
  return { connection, grant };
}

function requireMainContact(personId: string, mainContactId: string): void {
  if (personId === mainContactId) return;
  throw new AppError({
    code: "forbidden",
    message: "only the main contact confirms what a handed-over step connected",
    human: "Only your firm’s main contact can confirm this account.",
  });
}

async function askStaff(tx: Queryable, ctx: Context, { grant }: Waiting, at: Date): Promise<void> {
  const { firmId } = grant;
  await tx.update(grants).set({ contactConfirmedAt: at }).where(eq(grants.id, grant.id));
  await recordEvent(tx, ctx, {
    kind: "connection.contact_confirmed",
    firmId,
    data: { account: grant.accountName, user: grant.userName },
  });
  await recomputeStatus(tx, ctx, firmId, at);
  await tellStaff(tx, ctx, {
    firmId,
    causeKey: `confirm:${grant.id}`,
    subject: "please confirm the Clio account",
    sentence:
      "A colleague outside of the firm’s people connected an account that does not look like the firm’s. The main contact confirmed it; please look at it before it is used.",
  });
}

/**
 * The account is the firm's from now on, and its grant is in use: both or neither, or somebody would be
 * told that a firm is connected which is not.
 */
async function settle(
  tx: Queryable,
  ctx: Context,
  { connection, grant }: Waiting,
  input: { personId: string; at: Date },
): Promise<void> {
  const { firmId, accountName } = grant;
  const { personId, at } = input;
  const isOther = connection.identityConfirmedAt !== null;
  await tx
    .update(connections)
    .set({
      region: grant.region,
      accountId: grant.accountId,
      accountName,
      identityConfirmedAt: at,
      identityConfirmedBy: personId,
      // Allowed once.
      changeAllowedRegion: null,
      changeAllowedAccountId: null,
      changeAllowedUntil: null,
      changeAllowedReason: null,
    })
    .where(eq(connections.id, connection.id));
  await recordEvent(tx, ctx, {
    kind: "connection.account_confirmed",
    firmId,
    data: {
      account: accountName,
      user: grant.userName,
      before: isOther ? connection.accountName : null,
    },
  });
  await activateIn(tx, ctx, { grantId: grant.id, at, anyway: true });
  const head = await letterhead(tx, ctx, firmId);
  if (isOther) {
    await queueForMembers(tx, ctx, {
      kind: "account_changed",
      firmId,
      causeKey: `account_changed:${grant.id}`,
      letter: accountChangedMail({
        ...head,
        accountName: accountName ?? "",
        beforeName: connection.accountName ?? "",
      }),
    });
    return;
  }
  const person = await whomToTell(tx, firmId, personId);
  if (!person) return;
  await queueMail(tx, ctx, {
    kind: "connected",
    firmId,
    person,
    causeKey: `connected:${grant.id}`,
    letter: connectedMail({ ...head, accountName: accountName ?? "" }),
  });
}

/** Who confirmed; when staff did, the main contact, who was told that we would write. */
async function whomToTell(
  tx: Queryable,
  firmId: string,
  personId: string,
): Promise<typeof people.$inferSelect | undefined> {
  const [confirmer] = await tx.select().from(people).where(eq(people.id, personId));
  if (confirmer?.kind === "firm") return confirmer;
  const [found] = await tx
    .select({ contact: people })
    .from(firms)
    .innerJoin(people, eq(people.id, firms.mainContactId))
    .where(eq(firms.id, firmId));
  return found?.contact;
}
