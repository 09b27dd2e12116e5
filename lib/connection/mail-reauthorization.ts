import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms, integrations, people, reauthorizations } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { createLink } from "@/lib/identity/create-link";
import { letterhead } from "@/lib/mail/letterhead";
import { queueMail } from "@/lib/mail/queue-mail";
import { newPermissionsMail } from "@/lib/mail/templates/new-permissions-mail";
import { readSettings } from "@/lib/settings/queries";
import { newPermissionsOf, type LoadedConnection } from "./load-facts";
import { newPermissionsSentence, nextMailAt } from "./reauthorization-rules";

const DAY_MS = 24 * 60 * 60 * 1000;

type Row = typeof reauthorizations.$inferSelect;

/**
 * Mails a firm's main contact what was added and a fresh link to authorize again, and notes when the next
 * mail is due. `isExtra`: staff send it once more, beside the rhythm. While Clio has not said what is
 * lacking nothing is mailed, and it is tried again a day later.
 */
export async function mailReauthorization(
  tx: Queryable,
  ctx: Context,
  input: { row: Row; loaded: LoadedConnection; at: Date; isExtra?: boolean },
): Promise<void> {
  const { row, loaded, at, isExtra = false } = input;
  const { firmId } = row;
  const asked = newPermissionsOf(loaded, at);
  if (!asked) {
    const later = new Date(at.getTime() + DAY_MS);
    await tx
      .update(reauthorizations)
      .set({ nextMailAt: later })
      .where(eq(reauthorizations.id, row.id));
    return;
  }
  const found = await whom(tx, firmId);
  const link = await createLink(tx, ctx, {
    purpose: "reauthorize",
    personId: found.person.id,
    firmId,
    at,
  });
  const isBeside = isExtra && row.mailedAt !== null;
  const mailsSent = isBeside ? row.mailsSent : row.mailsSent + 1;
  const { timeZone } = await readSettings(tx, ctx.env);
  const { integrationName } = found;
  const names = { integrationName, timeZone };
  await queueMail(tx, ctx, {
    kind: "new_permissions",
    firmId,
    person: found.person,
    isAskedFor: isExtra,
    causeKey: isBeside
      ? `new_permissions:${link.linkId}`
      : `new_permissions:${row.id}:${mailsSent}`,
    letter: newPermissionsMail({
      ...(await letterhead(tx, ctx, firmId)),
      integrationName,
      sentence: newPermissionsSentence(asked, names),
      note: loaded.version?.note ?? "",
      isOwnApplication: loaded.firm.route !== "agency",
      link: `${ctx.env.PORTAL_URL}/l/${link.token}`,
    }),
  });
  await recordEvent(tx, ctx, {
    kind: "reauthorization.mailed",
    firmId,
    data: { version: loaded.version?.version ?? null, mail: mailsSent },
  });
  if (isBeside) return;
  const mailedAt = row.mailedAt ?? at;
  // Who declined gets one mail on the day, and no more.
  const next = row.declinedAt ? null : nextMailAt(mailedAt, mailsSent);
  await tx
    .update(reauthorizations)
    .set({ mailedAt, mailsSent, nextMailAt: next })
    .where(eq(reauthorizations.id, row.id));
}

async function whom(
  tx: Queryable,
  firmId: string,
): Promise<{ person: { id: string; email: string }; integrationName: string }> {
  const [found] = await tx
    .select({
      person: { id: people.id, email: people.email },
      integrationName: integrations.name,
    })
    .from(firms)
    .innerJoin(people, eq(people.id, firms.mainContactId))
    .innerJoin(integrations, eq(integrations.id, firms.integrationId))
    .where(eq(firms.id, firmId));
  if (!found) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  return found;
}
