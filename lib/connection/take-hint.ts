import { and, asc, eq, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { applications, grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { consumeRateLimit } from "@/lib/identity/rate-limit";

/** One look at an application's connections in this time, however often somebody calls. */
const WINDOW_SECONDS = 600;
const A_SECOND = 5;

/**
 * Somebody called the address that Clio calls when a user removes the application: a hint, and never
 * the truth. Queues one look at the application's connections, at once or when the last one is ten
 * minutes ago; an address that is nobody's is ignored. Never throws for what the caller sent.
 */
export async function takeHint(ctx: Context, input: { key: string }): Promise<void> {
  const [application] = await ctx.db.query((db) =>
    db
      .select({ id: applications.id })
      .from(applications)
      .where(eq(applications.deauthorizationKey, input.key)),
  );
  if (!application) return;
  const applicationId = application.id;
  const afterSeconds = await secondsToWait(ctx, applicationId);
  await ctx.db.transaction((tx) =>
    ctx.jobs.send(tx, "hint", [{ data: { applicationId }, key: applicationId, afterSeconds }]),
  );
}

async function secondsToWait(ctx: Context, applicationId: string): Promise<number> {
  try {
    const key = `hint:${applicationId}`;
    await consumeRateLimit(ctx, { key, limit: 1, windowSeconds: WINDOW_SECONDS });
    return 0;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "rate_limited") {
      return thrown.retryAfterSeconds ?? WINDOW_SECONDS;
    }
    throw thrown;
  }
}

/** Queues the question who is behind each active grant of an application, five a second. */
export async function followHint(ctx: Context, input: { applicationId: string }): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const found = await tx
      .select({ id: grants.id, region: grants.region })
      .from(grants)
      .where(
        and(
          eq(grants.applicationId, input.applicationId),
          eq(grants.state, "active"),
          isNull(grants.endedAt),
        ),
      )
      .orderBy(asc(grants.id));
    const jobs = found.map(({ id, region }, index) => ({
      data: { grantId: id },
      key: id,
      region,
      afterSeconds: Math.floor(index / A_SECOND),
    }));
    await ctx.jobs.send(tx, "identity", jobs);
  });
}
