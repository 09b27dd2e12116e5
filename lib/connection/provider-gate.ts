import { and, eq, lte, sql } from "drizzle-orm";
import { now, personOf, type Context } from "@/lib/context";
import { grants, providerPauses } from "@/lib/db/schema";
import type { Failure } from "@/lib/providers/provider";
import type { Region } from "@/lib/vocabulary";
import { addCall, isFailing, TRIAL_EVERY_MS, type CallWindow } from "./breaker-rules";
import { pullForward } from "./pull-forward";

// A region of Clio's that asked to be left alone, or that fails, is left alone by every process: the
// row in provider_pauses says so. What a person presses is let through, and counted.

/** How this process's own calls went. What they come to is in the database, for all. */
const calls = new Map<Region, CallWindow>();

/** The contexts that won a trial of a paused region: what they call is let through. */
const trials = new WeakMap<Context, { region: Region; until: Date }>();

/** Of a statement on grants: the grant's region is not paused. Costs no statement of its own. */
export const isRegionOpen = sql`not exists (select 1 from ${providerPauses} where ${providerPauses.region} = ${grants.region})`;

/** Whether this caller asks in a paused region, too: a person who waits, or who won the trial of it. */
export function isLetThrough(ctx: Context): boolean {
  return personOf(ctx) !== null || trials.has(ctx);
}

/**
 * Asks to go on in a region that is paused. When its time is over, one caller in half a minute may try:
 * returns the context to try with. Null for everybody else.
 */
export async function enterPaused(ctx: Context, region: Region): Promise<Context | null> {
  if (isLetThrough(ctx)) return ctx;
  // Whoever meets a pause begins to count anew when it ends.
  calls.delete(region);
  const at = await now(ctx);
  const until = new Date(at.getTime() + TRIAL_EVERY_MS);
  const won = await ctx.db.query((db) =>
    db
      .update(providerPauses)
      .set({ until })
      .where(and(eq(providerPauses.region, region), lte(providerPauses.until, at)))
      .returning({ region: providerPauses.region }),
  );
  if (won.length === 0) return null;
  const trier = { ...ctx };
  trials.set(trier, { region, until });
  return trier;
}

/**
 * Notes how a call to a region ended; `failure` is null for every definite answer. Pauses the region
 * when it asked for it, or when most calls fail, and opens it again when a trial was answered. Never
 * throws: an answer of Clio's must not be lost for what is noted of it.
 */
export async function noteCall(
  ctx: Context,
  region: Region,
  failure: Failure | null,
): Promise<void> {
  try {
    const isUnanswered = failure?.class === "transient";
    const trial = trials.get(ctx);
    if (trial?.region === region) {
      trials.delete(ctx);
      if (!isUnanswered) await reopen(ctx, trial);
    }
    if (failure?.retryAfterSeconds !== undefined) {
      await pause(ctx, region, { reason: "retry_after", ms: failure.retryAfterSeconds * 1000 });
      return;
    }
    const atMs = performance.now();
    const window = addCall(calls.get(region) ?? [], isUnanswered, atMs);
    calls.set(region, window);
    if (!isUnanswered || !isFailing(window, atMs)) return;
    calls.delete(region);
    await pause(ctx, region, { reason: "failing", ms: TRIAL_EVERY_MS });
  } catch (thrown) {
    ctx.log.error({ err: thrown, region }, "what a call came to could not be noted");
  }
}

async function pause(
  ctx: Context,
  region: Region,
  { reason, ms }: { reason: "retry_after" | "failing"; ms: number },
): Promise<void> {
  const at = await now(ctx);
  const until = new Date(at.getTime() + ms);
  const later = sql`greatest(${providerPauses.until}, excluded.until)`;
  const insert = ctx.db.query((db) => {
    const row = db.insert(providerPauses).values({ region, until, reason, since: at });
    // A region that fails stays as it is: its trials find out when it ends.
    return reason === "failing"
      ? row.onConflictDoNothing().returning({ region: providerPauses.region })
      : row
          .onConflictDoUpdate({ target: providerPauses.region, set: { until: later, reason } })
          .returning({ region: providerPauses.region });
  });
  if ((await insert).length > 0) ctx.log.warn({ region, reason, until }, "a region is paused");
}

/** The trial was answered; what another caller has paused meanwhile stays. */
async function reopen(ctx: Context, trial: { region: Region; until: Date }): Promise<void> {
  const { region, until } = trial;
  const opened = await ctx.db.query((db) =>
    db
      .delete(providerPauses)
      .where(and(eq(providerPauses.region, region), eq(providerPauses.until, until)))
      .returning({ region: providerPauses.region }),
  );
  if (opened.length === 0) return;
  calls.delete(region);
  ctx.log.info({ region }, "a region answers again");
  await pullForward(ctx, region);
}
