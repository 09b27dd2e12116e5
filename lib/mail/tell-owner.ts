import { and, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms, people } from "@/lib/db/schema";
import { letterhead } from "./letterhead";
import { queueMail } from "./queue-mail";
import { tellStaff } from "./tell-staff";
import { staffNoticeMail } from "./templates/staff-mails";

/**
 * Tells who of staff looks after a firm, once for each cause; every administrator and operator when
 * nobody does, or who did is disabled.
 */
export async function tellOwner(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; causeKey: string; subject: string; sentence: string },
): Promise<void> {
  const { firmId, causeKey, subject, sentence } = input;
  const [owner] = await tx
    .select({ id: people.id, email: people.email })
    .from(firms)
    .innerJoin(people, eq(people.id, firms.ownerId))
    .where(and(eq(firms.id, firmId), isNull(people.disabledAt)));
  if (!owner) return tellStaff(tx, ctx, input);
  const head = await letterhead(tx, ctx, firmId);
  await queueMail(tx, ctx, {
    kind: "staff_notice",
    firmId,
    person: owner,
    causeKey: `staff:${causeKey}:${owner.id}`,
    letter: staffNoticeMail({ ...head, subject, sentence, firmId }),
  });
}
