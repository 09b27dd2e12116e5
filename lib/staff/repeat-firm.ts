import { and, asc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { now, requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firmMembers, firms, people } from "@/lib/db/schema";
import { AppError, invalidInput } from "@/lib/errors";
import { listIntegrations } from "@/lib/integrations/queries";
import { regions, type Region } from "@/lib/vocabulary";
import { lockFirm, type FirmRow } from "./change-firm";
import { insertFirm } from "./insert-firm";

/** POST /api/staff/firms/[id]/repeat. */
export const repeatInput = z.strictObject({
  integration: z.string().min(1, "Choose an integration.").max(60),
  // Empty: the same as the firm's, or the firm tells.
  region: z.union([z.enum(regions), z.literal("")]).default(""),
});

/**
 * Sets a firm up a second time, for another integration or another region: a new firm row with the same
 * people, route, plan answer, owner and tags, with a connection and an application of its own. The main
 * contact is invited. Returns the new firm's id; pressing twice returns the one that there is. For staff
 * with role operator. Throws `invalid_input` for the same integration and region, or an unknown one,
 * `conflict` for a closed firm, and `not_found`.
 */
export async function repeatFirm(
  ctx: Context,
  input: z.infer<typeof repeatInput> & { firmId: string },
): Promise<{ firmId: string }> {
  const { personId } = requireStaff(ctx, "operator");
  const integration = (await listIntegrations(ctx)).find(({ id }) => id === input.integration);
  if (!integration) throw invalidInput({ integration: "Choose an integration." });
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    // The lock on the firm lets two who press at once come one after the other.
    const firm = await lockFirm(tx, { firmId: input.firmId });
    const region = input.region || firm.region;
    if (integration.id === firm.integrationId && region === firm.region) {
      throw invalidInput({
        integration: "The firm is set up for this already. Choose another integration or region.",
      });
    }
    const other = await findRepeated(tx, firm, { integrationId: integration.id, region });
    if (other) return { firmId: other };
    const contact = await requirePerson(tx, firm.mainContactId);
    const members = await tx
      .select({ personId: firmMembers.personId })
      .from(firmMembers)
      .where(and(eq(firmMembers.firmId, firm.id), isNull(firmMembers.removedAt)));
    const firmId = await insertFirm(tx, ctx, {
      values: {
        name: firm.name,
        route: firm.route,
        region,
        regionSetBy: input.region ? "staff" : firm.regionSetBy,
        secondContactId: firm.secondContactId,
        planAnswer: firm.planAnswer,
        planAnsweredAt: firm.planAnsweredAt,
        planAnsweredBy: firm.planAnsweredBy,
        ownerId: firm.ownerId,
        tags: firm.tags,
        createdBy: personId,
      },
      integration,
      contact,
      otherIds: members.map((member) => member.personId),
      told: { repeats: firm.id },
      at,
    });
    return { firmId };
  });
}

/** The open firm of the same name and main contact that is set up for this already. */
async function findRepeated(
  tx: Queryable,
  firm: FirmRow,
  { integrationId, region }: { integrationId: string; region: Region | null },
): Promise<string | null> {
  const [found] = await tx
    .select({ id: firms.id })
    .from(firms)
    .where(
      and(
        eq(firms.name, firm.name),
        eq(firms.mainContactId, firm.mainContactId),
        eq(firms.integrationId, integrationId),
        region === null ? isNull(firms.region) : eq(firms.region, region),
        isNull(firms.closedAt),
      ),
    )
    .orderBy(asc(firms.createdAt))
    .limit(1);
  return found?.id ?? null;
}

async function requirePerson(tx: Queryable, personId: string) {
  const [person] = await tx.select().from(people).where(eq(people.id, personId));
  if (!person) throw new AppError({ code: "not_found", message: `no person ${personId}` });
  return person;
}
