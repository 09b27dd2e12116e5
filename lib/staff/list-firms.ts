import { desc } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { firms } from "@/lib/db/schema";
import { loadChecklists, type FirmChecklist } from "@/lib/onboarding/queries";

const PAGE = 200;

/** The newest firms with their checklists, for staff. */
export async function listFirms(ctx: Context): Promise<FirmChecklist[]> {
  requireStaff(ctx, "viewer");
  const rows = await ctx.db.query((db) =>
    db
      .select({ id: firms.id })
      .from(firms)
      .orderBy(desc(firms.createdAt), desc(firms.id))
      .limit(PAGE),
  );
  const found = await loadChecklists(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => found.get(row.id) ?? []);
}
