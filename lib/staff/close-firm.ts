import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { endConnection, overwriteKeys } from "@/lib/connection/end-connection";
import { revokeRetired } from "@/lib/connection/revoke-retired";
import { now, requireStaff, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import type { Queryable } from "@/lib/db/client";
import { links, mails, queueRows, reminders, sessions, settings } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { requireStepUp } from "@/lib/identity/require-step-up";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForMembers } from "@/lib/mail/queue-for-all";
import { disconnectedMail } from "@/lib/mail/templates/security-mails";
import { lockFirm, saveFirm, versionField } from "./change-firm";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Until an administrator says otherwise in the settings. */
export const ERASE_AFTER_DAYS = 30;

/** POST /api/staff/firms/[id]/close. */
export const closeInput = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1, "Say why: it is kept in the history.")
    .max(300, "This is too long."),
  /** The firm's name, typed: nobody closes the wrong one. */
  name: z.string().max(200),
  version: versionField,
});

/**
 * Closes a firm for good: what is connected is ended at Clio, its keys and tokens are overwritten, its
 * links and sessions die, mails and reminders stop, and it leaves the work queue. Members are told once
 * that the connection has ended, if there was one. Its personal text is erased after the days that the
 * settings say. For staff with role operator. Throws `invalid_input` for another name or no reason,
 * `step_up_needed`, `conflict` when it is closed or was changed since `version`, and `not_found`.
 */
export async function closeFirm(
  ctx: Context,
  input: z.infer<typeof closeInput> & { firmId: string },
): Promise<void> {
  const { personId } = requireStaff(ctx, "operator");
  await requireStepUp(ctx);
  requireRightKeys(ctx.ring);
  const { firmId, reason } = input;
  const at = await now(ctx);
  const retired = await ctx.db.transaction(async (tx) => {
    const firm = await lockFirm(tx, input);
    if (input.name.trim() !== firm.name) {
      throw invalidInput({ name: `Type the firm’s name as it stands here: ${firm.name}` });
    }
    const ended = await endConnection(tx, ctx, { firmId, at, liveReason: "by staff" });
    await overwriteKeys(tx, ctx, { firmId, at });
    await stopMails(tx, firmId);
    if (ended.length > 0) {
      await queueForMembers(tx, ctx, {
        kind: "disconnected",
        firmId,
        causeKey: `closed:${firmId}`,
        letter: disconnectedMail(await letterhead(tx, ctx, firmId)),
      });
    }
    await endWaysIn(tx, firmId, at);
    const eraseAt = new Date(at.getTime() + (await daysToErase(tx)) * DAY_MS);
    await saveFirm(tx, ctx, {
      firm,
      set: { closedAt: at, closedBy: personId, eraseAt, remindersPausedUntil: null },
      event: { kind: "firm.closed", data: { reason, eraseAt: eraseAt.toISOString() } },
    });
    await tx.delete(queueRows).where(eq(queueRows.firmId, firmId));
    return ended;
  });
  for (const grantId of retired) await revokeRetired(ctx, { grantId });
}

/** After how many days a closed firm's personal text is erased. */
export async function daysToErase(db: Queryable): Promise<number> {
  const [row] = await db.select({ days: settings.eraseAfterDays }).from(settings).limit(1);
  return row?.days ?? ERASE_AFTER_DAYS;
}

/** What waits to be sent is not sent any more; its text, which may hold a link, goes at once. */
async function stopMails(tx: Queryable, firmId: string): Promise<void> {
  await tx
    .update(mails)
    .set({ state: "failed", bodySealed: null, error: "firm closed" })
    .where(and(eq(mails.firmId, firmId), inArray(mails.state, ["queued", "held", "failed"])));
  await tx.delete(reminders).where(and(eq(reminders.firmId, firmId), isNull(reminders.sentAt)));
}

async function endWaysIn(tx: Queryable, firmId: string, at: Date): Promise<void> {
  const ofFirm = tx.select({ id: links.id }).from(links).where(eq(links.firmId, firmId));
  await tx
    .update(sessions)
    .set({ endedAt: at })
    .where(
      and(
        or(eq(sessions.currentFirmId, firmId), inArray(sessions.linkId, ofFirm)),
        isNull(sessions.endedAt),
      ),
    );
  await tx
    .update(links)
    .set({ revokedAt: at })
    .where(and(eq(links.firmId, firmId), isNull(links.revokedAt)));
}
