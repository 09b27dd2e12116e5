import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { tellStaff } from "@/lib/mail/tell-staff";

/**
 * Clio refused the keys of an application of the agency's: its firms can do nothing about them, and are
 * told that we have been told. Once a day for each application, not for each firm.
 */
export function tellOfOurKeys(
  tx: Queryable,
  ctx: Context,
  { applicationId }: { applicationId: string },
  at: Date,
): Promise<void> {
  return tellStaff(tx, ctx, {
    firmId: null,
    path: `/staff/applications/${applicationId}`,
    causeKey: `our_keys:${applicationId}:${at.toISOString().slice(0, 10)}`,
    subject: "Clio refuses the keys of our application",
    sentence:
      "Clio did not accept the keys of our own application. Compare its secret and its redirect URI with the page in Clio’s developer portal. Firms that use it are told that we mend it.",
  });
}
