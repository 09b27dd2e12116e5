import { and, eq, lt, or, sql } from "drizzle-orm";
import { createTransport, type Transporter } from "nodemailer";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { mails } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { count } from "@/lib/telemetry/numbers";
import { textOf } from "./letter";
import { htmlOf } from "./letter-html";
import { openLetter } from "./sealed-letter";

const TIMEOUT_MS = 10_000;
const MAX_TRIES = 5;
/** A claim older than this was left behind by a process that died. */
const CLAIM_LIFE_SECONDS = 60;

export type SendOutcome =
  | "sent"
  /** The server did not take it; another try may work. */
  | "again"
  /** Given up: staff see it, and may try again. */
  | "failed"
  /** Another sender has it, or died with it: look again when its claim is over. */
  | "busy"
  /** Sent before, held, or unknown. */
  | "not_waiting";

let transport: { url: string; transporter: Transporter } | null = null;

function transporterFor(url: string): Transporter {
  if (transport?.url !== url) {
    const transporter = createTransport({
      url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });
    transport = { url, transporter };
  }
  return transport.transporter;
}

/**
 * Sends one mail of the outbox. One conditional UPDATE claims it, so that two senders send once; the
 * letter is removed when the server took it. A failure is kept for staff, and worth another try up to
 * five times, unless the server refused for good.
 */
export async function sendMail(ctx: Context, mailId: string): Promise<SendOutcome> {
  const outcome = await trySending(ctx, mailId);
  count("anteroom_mails_total", { outcome });
  return outcome;
}

async function trySending(ctx: Context, mailId: string): Promise<SendOutcome> {
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  const stale = sql`now() - make_interval(secs => ${CLAIM_LIFE_SECONDS})`;
  const [mail] = await ctx.db.query((db) =>
    db
      .update(mails)
      .set({ state: "sending", claimedAt: sql`now()`, tries: sql`${mails.tries} + 1` })
      .where(
        and(
          eq(mails.id, mailId),
          or(
            eq(mails.state, "queued"),
            and(eq(mails.state, "sending"), lt(mails.claimedAt, stale)),
          ),
        ),
      )
      .returning(),
  );
  if (!mail) return (await isBeingSent(ctx, mailId)) ? "busy" : "not_waiting";
  if (!mail.bodySealed) return "not_waiting";
  const letter = await openOrPutBack(ctx, mail, mail.bodySealed);
  try {
    await transporterFor(ctx.env.SMTP_URL.reveal()).sendMail({
      from: ctx.env.MAIL_FROM,
      to: { name: "", address: mail.toAddress },
      subject: mail.subject,
      messageId: mail.messageId,
      headers: { "Auto-Submitted": "auto-generated" },
      text: textOf(letter),
      html: htmlOf(letter),
    });
  } catch (thrown) {
    return noteFailure(ctx, mail, thrown);
  }
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(mails)
      .set({ state: "sent", sentAt: sql`now()`, bodySealed: null, error: null })
      .where(eq(mails.id, mail.id));
    await recordEvent(tx, ctx, {
      kind: "mail.sent",
      firmId: mail.firmId,
      data: { mail: mail.id, kind: mail.kind, ...addressee(mail) },
    });
  });
  return "sent";
}

/** Told where a firm's key seals it: what belongs to no firm could never be erased. */
const addressee = ({ firmId, toAddress }: typeof mails.$inferSelect) => ({
  to: firmId === null ? null : toAddress,
});

/** Another sender has claimed it, and may have died since. */
async function isBeingSent(ctx: Context, mailId: string): Promise<boolean> {
  const found = await ctx.db.query((db) =>
    db
      .select({ id: mails.id })
      .from(mails)
      .where(and(eq(mails.id, mailId), eq(mails.state, "sending"))),
  );
  return found.length > 0;
}

/** A process that lacks a mail's key has not tried: the mail waits as it did, for one that has it. */
async function openOrPutBack(ctx: Context, mail: typeof mails.$inferSelect, sealed: string) {
  try {
    return openLetter(ctx, mail, sealed);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "keys_unavailable") {
      await ctx.db.query((db) =>
        db
          .update(mails)
          .set({ state: "queued", tries: mail.tries - 1 })
          .where(and(eq(mails.id, mail.id), eq(mails.state, "sending"))),
      );
    }
    throw thrown;
  }
}

async function noteFailure(
  ctx: Context,
  mail: typeof mails.$inferSelect,
  thrown: unknown,
): Promise<"again" | "failed"> {
  const error = reasonOf(thrown);
  const isLast = mail.tries >= MAX_TRIES || isRefusedForGood(thrown);
  ctx.log.warn({ mail: mail.id, error }, "a mail could not be sent");
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(mails)
      .set({ state: isLast ? "failed" : "queued", error })
      .where(eq(mails.id, mail.id));
    if (!isLast) return;
    await recordEvent(tx, ctx, {
      kind: "mail.failed",
      firmId: mail.firmId,
      data: { mail: mail.id, kind: mail.kind, error, ...addressee(mail) },
    });
  });
  return isLast ? "failed" : "again";
}

/**
 * The server refused the recipient or the text itself, and will again. A sender or a password that it
 * refuses is ours to mend, and the mail goes on waiting for that.
 */
function isRefusedForGood(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { responseCode = 0, command } = thrown as { responseCode?: number; command?: string };
  return responseCode >= 500 && (command === "RCPT TO" || command === "DATA");
}

/** What staff may read of a failure: the code and the server's number, never its text. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return "unknown";
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "unknown";
  const status = "responseCode" in thrown ? ` ${String(thrown.responseCode)}` : "";
  return `${code}${status}`.slice(0, 200);
}
