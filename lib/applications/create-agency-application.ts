import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import { randomToken } from "@/lib/crypto/hash";
import { applications, integrations } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { readSettings } from "@/lib/settings/queries";
import { regions } from "@/lib/vocabulary";

/** POST /api/staff/applications. */
export const agencyApplicationInput = z.strictObject({
  integration: z.string().min(1, "Choose an integration.").max(60),
  region: z.enum(regions, { error: "Choose a region." }),
});

/**
 * A draft of the agency's application for an integration and a region; the one that has no keys yet,
 * if there is one. It exists before it is registered, because its deauthorization URL belongs into
 * Clio's form. For staff with role operator; returns its id.
 */
export async function createAgencyApplication(
  ctx: Context,
  input: z.infer<typeof agencyApplicationInput>,
): Promise<string> {
  requireStaff(ctx, "operator");
  const { integration: integrationId, region } = input;
  return ctx.db.transaction(async (tx) => {
    const [integration] = await tx
      .select()
      .from(integrations)
      .where(eq(integrations.id, integrationId));
    if (!integration) throw invalidInput({ integration: "Choose an integration." });
    const [draft] = await tx
      .select({ id: applications.id })
      .from(applications)
      .where(
        and(
          eq(applications.integrationId, integrationId),
          eq(applications.region, region),
          isNull(applications.keysStoredAt),
        ),
      );
    if (draft) return draft.id;
    const id = newId("application");
    const { agencyName } = await readSettings(tx, ctx.env);
    await tx.insert(applications).values({
      id,
      integrationId,
      name: `${agencyName} ${integration.name}`,
      region,
      deauthorizationKey: randomToken(24),
    });
    await recordEvent(tx, ctx, {
      kind: "agency_application.created",
      firmId: null,
      data: { application: id, integration: integrationId, region },
    });
    return id;
  });
}
