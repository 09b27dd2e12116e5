import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { connections, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import type { Region } from "@/lib/vocabulary";
import type { ConnectionGroup } from "./outage-rules";

/** So many others tell whether one that fails is alone; and so they are asked once in this time. */
const SAMPLE = 20;
const ONCE_IN_SECONDS = 600;

/**
 * Where a connection began to fail, a few others of its region are asked who they are at once: an hour
 * is long to find out that Clio fails for everybody, and nobody should be blamed meanwhile.
 */
export async function lookAtOthers(ctx: Context, groups: ConnectionGroup[]): Promise<void> {
  const failing = groups.filter((group) => group.failing > 0);
  for (const region of new Set(failing.map((group) => group.region))) {
    if (await isFirst(ctx, region)) await lookAtSome(ctx, region);
  }
}

async function lookAtSome(ctx: Context, region: Region): Promise<void> {
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    const some = await tx
      .select({ id: grants.id })
      .from(grants)
      .innerJoin(connections, eq(connections.id, grants.connectionId))
      .where(
        and(
          eq(grants.region, region),
          eq(grants.state, "active"),
          isNull(grants.endedAt),
          isNull(connections.failingSince),
          gt(grants.identityDueAt, at),
        ),
      )
      .orderBy(sql`random()`)
      .limit(SAMPLE)
      .for("update", { of: grants, skipLocked: true });
    if (some.length === 0) return;
    const ids = some.map(({ id }) => id);
    await tx.update(grants).set({ identityDueAt: at }).where(inArray(grants.id, ids));
  });
}

async function isFirst(ctx: Context, region: Region): Promise<boolean> {
  try {
    const key = `look_at_others:${region}`;
    await consumeRateLimit(ctx, { key, limit: 1, windowSeconds: ONCE_IN_SECONDS });
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "rate_limited") return false;
    throw thrown;
  }
}
