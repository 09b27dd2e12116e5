import { sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { stages, type Stage } from "@/lib/vocabulary";

export type FunnelStage = {
  stage: Stage;
  /** Firms that came this far, also those that are further by now. */
  firms: number;
  /** Of those that reached the stage before, from 0 to 1; null for the first, or when there are none. */
  share: number | null;
  /** Half of the firms took no longer from the stage before; null while nobody has. */
  medianDays: number | null;
};

export type ConnectTimes = {
  connected: number;
  /** Days from the invitation within which half of the connected firms had connected. */
  medianDays: number | null;
  /** How many took no longer than so many days, and longer than those of the group before. */
  groups: { upToDays: number | null; firms: number }[];
};

export type Funnel = { stages: FunnelStage[]; connect: ConnectTimes };

/** The groups of "time to connect", in days; one more holds who took longer. */
export const CONNECT_GROUPS = [1, 3, 7, 14, 30] as const;

const DAY_SECONDS = 86_400;

type Row = {
  [name: string]: unknown;
  /** Of each group, how many took no longer: with those of the groups before. */
  connected_within?: number[];
};

/**
 * How far the firms came that were invited since an instant (null: all of them), how long each stage
 * took them and how long it took to connect. One scan of an index of the queue's rows, at most 200 ms for
 * 100,000 firms. For staff.
 */
export async function loadFunnel(ctx: Context, input: { since: Date | null }): Promise<Funnel> {
  requireStaff(ctx, "viewer");
  const { since } = input;
  const fits = since === null ? sql`true` : sql`invited_at >= ${since.toISOString()}::timestamptz`;
  const within = CONNECT_GROUPS.map(
    (days) => sql`count(*) filter (where c <= ${days * DAY_SECONDS}::int)::int`,
  );
  // On our route no keys are sent, so a stage counts from the last one that the firm reached.
  const [row] = await ctx.db.transaction(async (tx) => {
    // Five sorts of 100,000 numbers at once, which the default would write to disk.
    await tx.execute(sql`set local work_mem = '32MB'`);
    return tx.execute<Row>(sql`
      select count(*)::int as invited,
        count(coalesce(p, k, c, l))::int as plan,
        count(coalesce(k, c, l))::int as keys,
        count(coalesce(c, l))::int as connected,
        count(l)::int as live,
        percentile_cont(0.5) within group (order by p) as plan_took,
        percentile_cont(0.5) within group (order by k - coalesce(p, 0)) as keys_took,
        percentile_cont(0.5) within group (order by c - coalesce(k, p, 0)) as connected_took,
        percentile_cont(0.5) within group (order by l - coalesce(c, k, p, 0)) as live_took,
        percentile_cont(0.5) within group (order by c) as connect_took,
        count(c)::int as connects,
        json_build_array(${sql.join(within, sql`, `)}) as connected_within
      from (
        select plan_after as p, keys_after as k, connected_after as c, live_after as l
        from queue_rows where ${fits}) as seconds`);
  });
  return funnelOf(row ?? {});
}

/** The funnel from the numbers of its statement. */
export function funnelOf(row: Row): Funnel {
  const count = (name: string) => Number(row[name] ?? 0);
  const days = (name: string) => {
    const seconds = row[`${name}_took`];
    return seconds === null || seconds === undefined
      ? null
      : Math.max(0, Number(seconds)) / DAY_SECONDS;
  };
  const connected = count("connects");
  const within = row.connected_within ?? [];
  return {
    stages: stages.map((stage, n) => {
      const before = stages[n - 1];
      const reached = before ? count(before) : 0;
      return {
        stage,
        firms: count(stage),
        share: reached > 0 ? count(stage) / reached : null,
        medianDays: before ? days(stage) : null,
      };
    }),
    connect: {
      connected,
      medianDays: days("connect"),
      groups: [
        ...CONNECT_GROUPS.map((upToDays, n) => ({
          upToDays,
          firms: (within[n] ?? 0) - (within[n - 1] ?? 0),
        })),
        { upToDays: null, firms: connected - (within.at(-1) ?? 0) },
      ],
    },
  };
}
