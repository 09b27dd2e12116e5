import { and, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { expireAttempts } from "@/lib/connection/expire-attempts";
import { recomputeStatus } from "@/lib/connection/recompute-status";
import { now, requireStaff, type Context } from "@/lib/context";
import { attempts, connections, grants } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { listIntegrations } from "@/lib/integrations/queries";
import { lockFirm, saveFirm, versionField } from "./change-firm";

/** POST /api/staff/firms/[id]/integration. */
export const integrationInput = z.strictObject({
  integration: z.string().min(1, "Choose an integration.").max(60),
  version: versionField,
});

/**
 * Staff change which integration a firm is set up for. Answers, people and keys stay; the permissions
 * are those of the other integration. For staff with role operator. Throws `conflict` once something is
 * connected, when the firm is closed, and when it was changed since `version`; `invalid_input` for an
 * unknown integration, and `not_found`.
 */
export async function changeIntegration(
  ctx: Context,
  input: z.infer<typeof integrationInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, integration: integrationId } = input;
  const other = (await listIntegrations(ctx)).find(({ id }) => id === integrationId);
  if (!other) throw invalidInput({ integration: "Choose an integration." });
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const firm = await lockFirm(tx, input);
    if (firm.integrationId === integrationId) return;
    // Whoever comes back from Clio just now comes before or after.
    await tx.select().from(connections).where(eq(connections.firmId, firmId)).for("update");
    const [connected] = await tx
      .select({ id: grants.id })
      .from(grants)
      .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired")))
      .limit(1);
    if (connected) {
      throw new AppError({
        code: "conflict",
        message: `${firmId} is connected, so its integration stays`,
        human:
          "This firm is connected, so its integration cannot be changed. Repeat its set-up for the second integration instead.",
      });
    }
    await expireAttempts(tx, ctx, eq(attempts.firmId, firmId), at);
    await saveFirm(tx, ctx, {
      firm,
      set: { integrationId },
      event: { kind: "firm.integration_changed", data: { name: other.name } },
    });
    await recomputeStatus(tx, ctx, firmId, at);
  });
}
