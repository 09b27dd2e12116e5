import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { createDraftApplication } from "@/lib/applications/create-draft-application";
import { recomputeStatus } from "@/lib/connection/recompute-status";
import { now, requireStaff, type Context } from "@/lib/context";
import { applications, firms } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { routes } from "@/lib/vocabulary";

/** POST /api/staff/firms/[id]/route. */
export const routeInput = z.strictObject({
  route: z.enum(routes, { error: "Choose who registers the application." }),
});

/**
 * Staff change who registers a firm's application. Nothing that was done is lost: keys, answers and
 * what is connected stay, and count again when the route is changed back. For staff with role
 * operator; throws `not_found`.
 */
export async function changeRoute(
  ctx: Context,
  input: z.infer<typeof routeInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, route } = input;
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [firm] = await tx.select().from(firms).where(eq(firms.id, firmId)).for("update");
    if (!firm) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    if (firm.route === route) return;
    await tx.update(firms).set({ route }).where(eq(firms.id, firmId));
    const [own] = await tx
      .select({ id: applications.id })
      .from(applications)
      .where(and(eq(applications.firmId, firmId)))
      .limit(1);
    if (!own && route !== "agency") {
      const { name, region } = firm;
      await createDraftApplication(tx, ctx, { firmId, firmName: name, region });
    }
    await recordEvent(tx, ctx, {
      kind: "firm.route_changed",
      firmId,
      data: { from: firm.route, to: route },
    });
    await recomputeStatus(tx, ctx, firmId, at);
  });
}
