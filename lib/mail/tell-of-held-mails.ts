import { asc, eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { mails } from "@/lib/db/schema";
import { NOTICES_PER_HOUR } from "./notice-rules";
import { tellStaff } from "./tell-staff";

/** Tells staff that notices are held: once for all that are released together. Safe to repeat. */
export async function tellOfHeldMails(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const [oldest] = await tx
      .select({ id: mails.id })
      .from(mails)
      .where(eq(mails.state, "held"))
      .orderBy(asc(mails.heldAt), asc(mails.id))
      .limit(1);
    if (!oldest) return;
    await tellStaff(tx, ctx, {
      firmId: null,
      path: "/staff/firms",
      causeKey: `held:${oldest.id}`,
      subject: "mails to firms are held back",
      sentence: `The portal was about to send more than ${NOTICES_PER_HOUR} notices to firms within an hour, and has held back the rest. Look whether what they say is so, then release them in the portal.`,
    });
  });
}
