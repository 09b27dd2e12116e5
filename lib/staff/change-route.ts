import { eq } from "drizzle-orm";
import { z } from "zod";
import { createDraftApplication } from "@/lib/applications/create-draft-application";
import { recomputeStatus } from "@/lib/connection/recompute-status";
import { now, requireStaff, type Context } from "@/lib/context";
import { applications } from "@/lib/db/schema";
import { routes } from "@/lib/vocabulary";
import { lockFirm, saveFirm, versionField } from "./change-firm";

/** POST /api/staff/firms/[id]/route. */
export const routeInput = z.strictObject({
  route: z.enum(routes, { error: "Choose who registers the application." }),
  version: versionField,
});

/**
 * Staff change who registers a firm's application. Nothing that was done is lost: keys, answers and
 * what is connected stay, and count again when the route is changed back. For staff with role
 * operator; throws `not_found`, and `conflict` when the firm is closed or was changed since `version`.
 */
export async function changeRoute(
  ctx: Context,
  input: z.infer<typeof routeInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, route } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const firm = await lockFirm(tx, input);
    if (firm.route === route) return;
    const [own] = await tx
      .select({ id: applications.id })
      .from(applications)
      .where(eq(applications.firmId, firmId))
      .limit(1);
    if (!own && route !== "agency") {
      const { name, region } = firm;
      await createDraftApplication(tx, ctx, { firmId, firmName: name, region });
    }
    const data = { from: firm.route, to: route };
    await saveFirm(tx, ctx, { firm, set: { route }, event: { kind: "firm.route_changed", data } });
    await recomputeStatus(tx, ctx, firmId, at);
  });
}
