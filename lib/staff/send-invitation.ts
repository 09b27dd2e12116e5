import { eq } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms, integrations, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { queueInvitation } from "@/lib/identity/queue-invitation";

const PER_FIRM_AND_HOUR = 10;

/**
 * Sends a firm's main contact a new invitation; the older one and the sessions that it started end.
 * For staff with role operator. Throws `not_found`, and `rate_limited` after 10 an hour.
 */
export async function sendInvitation(ctx: Context, input: { firmId: string }): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId } = input;
  await consumeRateLimit(ctx, {
    key: `invite:${firmId}`,
    limit: PER_FIRM_AND_HOUR,
    windowSeconds: 3600,
  });
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({
        firm: { id: firms.id, integrationName: integrations.name },
        person: { id: people.id, name: people.name, email: people.email },
      })
      .from(firms)
      .innerJoin(people, eq(people.id, firms.mainContactId))
      .innerJoin(integrations, eq(integrations.id, firms.integrationId))
      .where(eq(firms.id, firmId));
    if (!found) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
    await queueInvitation(tx, ctx, { ...found, isAgain: true, at });
  });
}
