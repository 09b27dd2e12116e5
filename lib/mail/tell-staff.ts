import type { Context } from "@/lib/context";
import { beyondFirm, type Queryable } from "@/lib/db/client";
import { letterhead } from "./letterhead";
import { queueForStaff } from "./queue-for-all";
import { staffNoticeMail } from "./templates/staff-mails";

/**
 * Tells staff, once for each cause, of something at a firm, or at no firm in particular: then the
 * notice leads to `path`.
 */
export async function tellStaff(
  tx: Queryable,
  ctx: Context,
  input: { causeKey: string; subject: string; sentence: string } & (
    | { firmId: string; path?: undefined }
    | { firmId: null; path: string }
  ),
): Promise<void> {
  const { firmId, path, causeKey, subject, sentence } = input;
  const head = await letterhead(tx, ctx, firmId);
  const queue = (db: Queryable) =>
    queueForStaff(db, ctx, {
      kind: "staff_notice",
      firmId,
      causeKey: `staff:${causeKey}`,
      letter: staffNoticeMail({ ...head, subject, sentence, firmId, path }),
    });
  if (firmId !== null) return queue(tx);
  return beyondFirm(tx, "what is mailed to staff of no firm in particular", queue);
}
