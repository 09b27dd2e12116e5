import { and, count, eq, gte, isNull, max, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { connections, outages, providerPauses } from "@/lib/db/schema";
import type { Region } from "@/lib/vocabulary";
import { closeOutage } from "./close-outage";
import { findGroups } from "./find-groups";
import { lookAtOthers } from "./look-at-others";
import { openOutage } from "./open-outage";
import { findOutages, goesOn, isQuiet, TOGETHER_MS } from "./outage-rules";
import { ofOutage } from "./outages-connections";
import { tryOneOfEachRegion } from "./pull-forward";

type OutageRow = typeof outages.$inferSelect;

/**
 * Many connections that fail together are nobody's fault at a firm: opens an outage of a region or of
 * an application of ours, keeps it up to date, and ends it half an hour after the last one. One that
 * begins to fail has a few others looked at at once, so that it is soon known whether it is alone. Safe to
 * repeat and to run twice at once.
 */
export async function sweepOutages(ctx: Context): Promise<void> {
  await tryOneOfEachRegion(ctx);
  const at = await now(ctx);
  const { open, paused, groups } = await ctx.db.query(async (db) => ({
    open: await db.select().from(outages).where(isNull(outages.endedAt)),
    paused: await pausedRegions(db),
    groups: (await isAnyFailing(db, at)) ? await findGroups(db, at) : [],
  }));
  const isOpen = (scope: OutageRow["scope"], subject: string) =>
    open.some((one) => one.scope === scope && one.subject === subject);
  // What an open outage accounts for is not counted towards another one.
  const others = groups.filter(
    ({ region, applicationId }) =>
      !isOpen("region", region) &&
      !(applicationId !== null && isOpen("application", applicationId)),
  );
  for (const found of findOutages(others, paused)) {
    await ctx.db.transaction((tx) => openOutage(tx, ctx, { found, at }));
  }
  for (const outage of open) await follow(ctx, outage, { paused, at });
  await lookAtOthers(ctx, others);
}

/** Regions in which most calls failed; one that asked to be left alone does answer. */
async function pausedRegions(db: Queryable): Promise<Set<Region>> {
  const rows = await db
    .select({ region: providerPauses.region })
    .from(providerPauses)
    .where(eq(providerPauses.reason, "failing"));
  return new Set(rows.map(({ region }) => region));
}

async function isAnyFailing(db: Queryable, at: Date): Promise<boolean> {
  const since = new Date(at.getTime() - TOGETHER_MS);
  const rows = await db
    .select({ id: connections.id })
    .from(connections)
    .where(gte(connections.failingSince, since))
    .limit(1);
  return rows.length > 0;
}

/** Counts what failed since, and ends an outage in which nothing new does. */
async function follow(
  ctx: Context,
  outage: OutageRow,
  { paused, at }: { paused: ReadonlySet<Region>; at: Date },
): Promise<void> {
  const since = new Date(outage.openedAt.getTime() - TOGETHER_MS);
  await ctx.db.transaction(async (tx) => {
    const isSince = gte(connections.failingSince, since);
    const [seen] = await tx
      .select({
        active: count(),
        failing: sql<number>`count(*) filter (where ${isSince})::int`,
        lastFailureAt: max(connections.failingSince),
      })
      .from(connections)
      .where(ofOutage(outage));
    const { active = 0, failing = 0 } = seen ?? {};
    const lastFailureAt = new Date(
      Math.max(outage.lastFailureAt.getTime(), seen?.lastFailureAt?.getTime() ?? 0),
    );
    const affected = Math.max(outage.affected, failing);
    const isPaused = paused.has(outage.subject as Region);
    const isLasting = goesOn(outage.scope, { failing, active, isPaused });
    if (isQuiet({ lastFailureAt }, isLasting, at)) {
      await closeOutage(tx, ctx, { outage: { ...outage, affected }, by: null, at });
      return;
    }
    if (affected === outage.affected && lastFailureAt <= outage.lastFailureAt) return;
    await tx
      .update(outages)
      .set({ affected, lastFailureAt })
      .where(and(eq(outages.id, outage.id), isNull(outages.endedAt)));
  });
}
