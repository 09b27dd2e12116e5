import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import { integrations, scopes, scopeSets } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { accesses, resources } from "@/lib/vocabulary";
import { withUsersRead } from "./rules";

const sentence = z.string().trim().min(1, "Write one sentence.").max(300);

export const integrationInput = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(120),
  summary: sentence,
  note: sentence,
  scopes: z
    .array(
      z.strictObject({
        resource: z.enum(resources),
        access: z.enum(accesses),
        required: z.boolean(),
        purpose: sentence,
        impact: sentence,
      }),
    )
    .min(1, "Choose at least one permission.")
    .max(resources.length * 2),
});
export type IntegrationInput = z.infer<typeof integrationInput>;

/**
 * Creates an integration with version 1 of its scopes; reading Users is always among them. For staff
 * with role admin. Returns its id.
 */
export async function createIntegration(ctx: Context, input: IntegrationInput): Promise<string> {
  requireStaff(ctx, "admin");
  const id = newId("integration");
  const scopeSetId = newId("scopeSet");
  const lines = withUsersRead(input.scopes);
  await ctx.db.transaction(async (tx) => {
    await tx.insert(integrations).values({ id, name: input.name, summary: input.summary });
    await tx
      .insert(scopeSets)
      .values({ id: scopeSetId, integrationId: id, version: 1, note: input.note });
    await tx
      .insert(scopes)
      .values(
        lines.map((line, position) => ({ ...line, id: newId("scope"), scopeSetId, position })),
      );
    await recordEvent(tx, ctx, {
      kind: "integration.created",
      firmId: null,
      data: { integration: id, name: input.name },
    });
  });
  return id;
}
