import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import { connections, grants } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForContact } from "@/lib/mail/queue-for-all";
import { accountAllowedMail } from "@/lib/mail/templates/progress-mails";
import { regions } from "@/lib/vocabulary";
import { judgeIdentity } from "./judge-identity";
import { recomputeStatus } from "./recompute-status";

const ALLOWED_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

/** POST /api/staff/firms/[id]/allow-account. */
export const allowAccountInput = z.strictObject({
  region: z.enum(regions, { error: "Choose the account’s region." }),
  account_id: z
    .string()
    .trim()
    .regex(/^[\w-]{1,64}$/, "Enter the number of the Clio account."),
  reason: z
    .string()
    .trim()
    .min(1, "Say why: it is kept in the firm’s history.")
    .max(300, "This is too long."),
});
export type AllowAccountInput = z.infer<typeof allowAccountInput>;

/**
 * Staff allow one other Clio account for a firm: once, for seven days, with a reason. Its main contact
 * is told, and a person of the firm still confirms it; until then nothing is replaced. For staff with role operator. Throws
 * `invalid_input` for an account that another firm is connected to.
 */
export async function allowAccountChange(
  ctx: Context,
  input: AllowAccountInput & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, region, account_id: accountId, reason } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const until = new Date(at.getTime() + ALLOWED_DAYS * DAY_MS);
    const [connection] = await tx
      .update(connections)
      .set({
        changeAllowedRegion: region,
        changeAllowedAccountId: accountId,
        changeAllowedUntil: until,
        changeAllowedReason: reason,
      })
      .where(eq(connections.firmId, firmId))
      .returning();
    if (!connection) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    const verdict = await judgeIdentity(tx, connection, { region, accountId }, at);
    if (verdict !== "first") {
      throw invalidInput({
        account_id:
          verdict === "confirmed"
            ? "This is the account that is connected already."
            : "Another firm is connected to this account, or it is the firm’s developer account.",
      });
    }
    // One that waits already may be confirmed now, without another trip to Clio.
    await tx
      .update(grants)
      .set({ identityVerdict: verdict })
      .where(
        and(
          eq(grants.connectionId, connection.id),
          eq(grants.state, "staged"),
          eq(grants.region, region),
          eq(grants.accountId, accountId),
        ),
      );
    await recordEvent(tx, ctx, {
      kind: "connection.account_change_allowed",
      firmId,
      data: { region, account: accountId, reason },
    });
    await recomputeStatus(tx, ctx, firmId, at);
    await queueForContact(tx, ctx, {
      kind: "account_allowed",
      firmId,
      causeKey: `account_allowed:${connection.id}:${at.getTime()}`,
      letter: accountAllowedMail(await letterhead(tx, ctx, firmId)),
    });
  });
}
