import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";

const RECIPIENTS_PER_DAY = 5;

/**
 * Counts one more person to whom a firm's people have a mail sent, by inviting or by handing over:
 * five a day for a firm, so that the portal is no cannon of mails (H-6). Throws `rate_limited`.
 */
export function consumeRecipient(ctx: Pick<Context, "db">, firmId: string): Promise<void> {
  const windowSeconds = 24 * 60 * 60;
  return consumeRateLimit(ctx, {
    key: `recipients:${firmId}`,
    limit: RECIPIENTS_PER_DAY,
    windowSeconds,
    human: `Your firm has written to ${RECIPIENTS_PER_DAY} people today, and that is the most. Please go on tomorrow, or ask us.`,
  });
}

const REAUTHORIZATIONS_PER_HOUR = 10;

/** Counts one more link to connect again that staff send to a firm by hand: ten an hour. Throws `rate_limited`. */
export function consumeReauthorization(ctx: Pick<Context, "db">, firmId: string): Promise<void> {
  return consumeRateLimit(ctx, {
    key: `reauthorize:${firmId}`,
    limit: REAUTHORIZATIONS_PER_HOUR,
    windowSeconds: 3600,
  });
}

const UNKNOWN_PER_NETWORK = 10;

/** Counts one more unknown link that a network tried, whatever it wanted of it (LK-07). */
export function consumeUnknownLink(ctx: Pick<Context, "db">, network: string): Promise<void> {
  return consumeRateLimit(ctx, {
    key: `unknown_link:${network}`,
    limit: UNKNOWN_PER_NETWORK,
    windowSeconds: 600,
  });
}

/**
 * Counts one more of `key` in its window, on the database's clock: one statement, so it holds for
 * any number of processes. Throws `rate_limited`, with the seconds to wait, past `limit`.
 */
export async function consumeRateLimit(
  ctx: Pick<Context, "db">,
  input: {
    key: string;
    limit: number;
    windowSeconds: number;
    /** What people are told; otherwise that it was a lot of tries. */
    human?: string;
  },
): Promise<void> {
  const { key, limit, windowSeconds, human } = input;
  const [row] = await ctx.db.query((db) =>
    db.execute<{ count: number; wait: number }>(sql`
      insert into rate_limits as r (key, count, window_ends_at)
      values (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
      on conflict (key) do update set
        count = case when r.window_ends_at <= now() then 1 else r.count + 1 end,
        window_ends_at = case when r.window_ends_at <= now()
          then now() + make_interval(secs => ${windowSeconds}) else r.window_ends_at end
      returning count, ceil(extract(epoch from window_ends_at - now()))::int as wait`),
  );
  if (!row || row.count <= limit) return;
  throw new AppError({
    code: "rate_limited",
    message: `more than ${limit} in ${windowSeconds} s: ${key.split(":")[0]}`,
    human,
    retryAfterSeconds: Math.max(1, row.wait),
  });
}
