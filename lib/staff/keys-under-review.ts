import { and, eq, inArray, ne, or, isNull } from "drizzle-orm";
import { clientIdDigests, openKeys } from "@/lib/applications/keys";
import { isUnderReview, requireCurrentApplication } from "@/lib/applications/queries";
import { requireStaff, type Context } from "@/lib/context";
import { applications, firms } from "@/lib/db/schema";

/**
 * Where else the client ID of a firm's keys is stored, when they wait for staff; null when they do
 * not. For staff alone: a firm never learns of another.
 */
export async function loadKeysUnderReview(
  ctx: Context,
  firmId: string,
): Promise<{ places: string[] } | null> {
  requireStaff(ctx, "viewer");
  return ctx.db.query(async (db) => {
    const [firm] = await db.select().from(firms).where(eq(firms.id, firmId));
    if (!firm || firm.route === "agency") return null;
    const row = await requireCurrentApplication(db, firmId);
    if (!isUnderReview(row) || !row.region) return null;
    const digests = clientIdDigests(ctx, row.region, openKeys(ctx, row).clientId);
    const same = await db
      .select({ firmName: firms.name })
      .from(applications)
      .leftJoin(firms, eq(firms.id, applications.firmId))
      .where(
        and(
          inArray(applications.clientIdDigest, digests),
          or(isNull(applications.firmId), ne(applications.firmId, firmId)),
        ),
      );
    return { places: same.map(({ firmName }) => firmName ?? "an application of ours") };
  });
}
