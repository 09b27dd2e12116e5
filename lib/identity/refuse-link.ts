import { and, eq, isNull } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { helpRequests, links } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { tellStaff } from "@/lib/mail/tell-staff";
import { findLink } from "./look-at-link";
import { consumeUnknownLink } from "./rate-limit";

/**
 * "This is not for me": whoever got a link by mistake ends it, and staff are told, because the right
 * person is still waiting for one. Throws `not_found` for an unknown link, and `rate_limited` as
 * `continueLink` does.
 */
export async function refuseLink(
  ctx: Context,
  input: { token: string; network: string },
): Promise<void> {
  const link = await findLink(ctx, input.token);
  if (!link) {
    await consumeUnknownLink(ctx, input.network);
    throw new AppError({ code: "not_found", message: "an unknown link was refused" });
  }
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const ended = await tx
      .update(links)
      .set({ revokedAt: at })
      .where(and(eq(links.id, link.id), isNull(links.revokedAt)))
      .returning({ id: links.id });
    if (ended.length === 0) return;
    const { firmId, personId } = link;
    await recordEvent(tx, ctx, {
      kind: "link.not_me",
      firmId,
      data: { link: link.id, purpose: link.purpose },
    });
    if (!firmId) return;
    await tx.insert(helpRequests).values({
      id: newId("helpRequest"),
      firmId,
      personId,
      kind: "wrong_person",
      text: "",
      createdAt: at,
    });
    await tellStaff(tx, ctx, {
      firmId,
      causeKey: `not_me:${link.id}`,
      subject: "a link reached the wrong person",
      sentence:
        "Somebody pressed “This is not for me” on a link to this firm’s portal. The link has ended. Look at the address that it went to, and send a new one to the right person.",
    });
  });
}
