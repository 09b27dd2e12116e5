import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { letterhead } from "./letterhead";
import { queueForStaff } from "./queue-for-all";
import { staffNoticeMail } from "./templates";

/**
 * Tells staff of something at a firm, once for each cause.
 */
export async function tellStaff(
  tx: Queryable,
  ctx: Context,
  input: { firmId: string; causeKey: string; subject: string; sentence: string },
): Promise<void> {
  const { firmId, causeKey, subject, sentence } = input;
  await queueForStaff(tx, ctx, {
    kind: "staff_notice",
    firmId,
    causeKey: `staff:${causeKey}`,
    content: staffNoticeMail({ ...(await letterhead(tx, ctx, firmId)), subject, sentence, firmId }),
  });
}
