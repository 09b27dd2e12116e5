import { desc, eq } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import type { MailKind } from "@/lib/vocabulary";

/** A mail as staff see it: never its text, which may hold a link. */
export type MailView = {
  id: string;
  kind: MailKind;
  subject: string;
  toAddress: string;
  queuedAt: Date;
  sentAt: Date | null;
  /** The server's last refusal: a code and a number, never its text. */
  error: string | null;
  /** Not tried again by itself. */
  isGivenUp: boolean;
  state: "sent" | "on_its_way" | "held" | "not_sent";
};

const NEWEST = 20;

/** The newest mails to a firm's people. For staff. */
export async function listMails(ctx: Context, firmId: string): Promise<MailView[]> {
  requireStaff(ctx, "viewer");
  const rows = await ctx.db.query((db) =>
    db
      .select()
      .from(mails)
      .where(eq(mails.firmId, firmId))
      .orderBy(desc(mails.queuedAt), desc(mails.id))
      .limit(NEWEST),
  );
  return rows.map(({ id, kind, subject, toAddress, queuedAt, sentAt, error, state }) => {
    const mail = { id, kind, subject, toAddress, queuedAt, sentAt, error };
    return { ...mail, isGivenUp: state === "failed", state: shownState(state, error) };
  });
}

function shownState(
  state: typeof mails.$inferSelect.state,
  error: string | null,
): MailView["state"] {
  if (state === "sent" || state === "held") return state;
  // One that was refused waits for the next try by itself, and staff may well be faster.
  return error === null ? "on_its_way" : "not_sent";
}
