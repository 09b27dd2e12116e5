import { and, asc, eq, gt, isNull } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { firms, grants, scopeSets } from "@/lib/db/schema";
import { followReauthorization } from "./follow-reauthorization";
import { recomputeStatus } from "./recompute-status";

const PAGE = 100;

type Found = { grantId: string; firmId: string; region: (typeof grants.$inferSelect)["region"] };

/**
 * What follows for every connected firm of an integration from a new version of its permissions: its
 * re-authorization begins where something required was added, what was added is tried with the grant
 * that it has, and its status is computed anew. One transaction for each firm; safe to repeat.
 */
export async function runCampaign(ctx: Context, input: { scopeSetId: string }): Promise<void> {
  let after = "";
  for (;;) {
    const page = await findConnected(ctx, input.scopeSetId, after);
    for (const one of page) await concern(ctx, one);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.grantId;
  }
}

async function findConnected(ctx: Context, scopeSetId: string, after: string): Promise<Found[]> {
  return ctx.db.query((db) =>
    db
      .select({ grantId: grants.id, firmId: grants.firmId, region: grants.region })
      .from(scopeSets)
      .innerJoin(firms, eq(firms.integrationId, scopeSets.integrationId))
      .innerJoin(grants, eq(grants.firmId, firms.id))
      .where(
        and(
          eq(scopeSets.id, scopeSetId),
          eq(grants.state, "active"),
          isNull(grants.endedAt),
          gt(grants.id, after),
        ),
      )
      .orderBy(asc(grants.id))
      .limit(PAGE),
  );
}

async function concern(ctx: Context, { grantId, firmId, region }: Found): Promise<void> {
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await followReauthorization(tx, ctx, { firmId, at, isTried: false });
    await recomputeStatus(tx, ctx, firmId, at);
    const data = { grantId, trigger: "new_scopes" as const };
    await ctx.jobs.send(tx, "probes", [{ data, key: grantId, region }]);
  });
}
