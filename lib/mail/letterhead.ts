import { eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms } from "@/lib/db/schema";
import { readSettings } from "@/lib/settings/queries";

/** What every mail carries: whose portal, who writes, and for which firm. */
export type Letterhead = {
  portalUrl: string;
  agencyName: string;
  /** Where questions go; text, so that a mail has one link. */
  supportEmail: string;
  firmName: string;
};

/** The letterhead of mails about a firm; without one, the agency stands in its place. */
export async function letterhead(
  tx: Queryable,
  ctx: Context,
  firmId: string | null,
): Promise<Letterhead> {
  const { agencyName, supportEmail } = await readSettings(tx, ctx.env);
  const [firm] = firmId
    ? await tx.select({ name: firms.name }).from(firms).where(eq(firms.id, firmId))
    : [];
  const firmName = firm?.name ?? agencyName;
  return { portalUrl: ctx.env.PORTAL_URL, agencyName, supportEmail, firmName };
}
