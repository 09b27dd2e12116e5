import type { Context } from "@/lib/context";
import { sendMail } from "./send-mail";

const underWay = new Set<Promise<unknown>>();

/**
 * Sends mails whose transaction has committed, without keeping the caller waiting. What fails stays
 * in the outbox and is found by `sendDueMails`.
 */
export function deliverAfterCommit(ctx: Context, mailIds: string[]): void {
  for (const mailId of mailIds) {
    const sending = sendMail(ctx, mailId)
      .catch((thrown: unknown) =>
        ctx.log.error({ err: thrown, mail: mailId }, "a mail could not be sent"),
      )
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  }
}

/** Waits for what is on its way: before a process ends, and in tests. */
export async function deliveriesSettled(): Promise<void> {
  await Promise.all(underWay);
}
