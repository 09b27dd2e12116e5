import { asc, count, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { firms, people, plans } from "@/lib/db/schema";
import type { ApiAccess } from "@/lib/vocabulary";
import { seedPlans } from "./seed-plans";

export type PlanView = {
  code: string;
  name: string;
  formerNames: string;
  price: string;
  apiAccess: ApiAccess;
  /** The day on which this was known to be so. */
  asOf: string;
  /** Not offered any more: kept for the firms that named it. */
  isRetired: boolean;
};

const view = {
  code: plans.code,
  name: plans.name,
  formerNames: plans.formerNames,
  price: plans.price,
  apiAccess: plans.apiAccess,
  asOf: plans.asOf,
  isRetired: sql<boolean>`${plans.retiredAt} is not null`,
};

/** Clio's plans, also those not offered any more, in the order in which they are offered. */
export async function listPlans(ctx: Context): Promise<PlanView[]> {
  const read = () =>
    ctx.db.query((db) => db.select(view).from(plans).orderBy(asc(plans.position), asc(plans.code)));
  const found = await read();
  if (found.length > 0) return found;
  await ctx.db.query(seedPlans);
  return read();
}

export type StaffPlanView = PlanView & {
  position: number;
  version: number;
  updatedAt: Date | null;
  updatedByName: string | null;
  /** Firms that named it. */
  firms: number;
  /** Those of them for which Clio itself has not shown that the plan is enough: their verdict follows the plan. */
  firmsThatFollow: number;
};

/** The plans with who changed them last and how many firms each concerns. For staff. */
export async function listStaffPlans(ctx: Context): Promise<StaffPlanView[]> {
  requireStaff(ctx, "viewer");
  await ctx.db.query(seedPlans);
  const [rows, named] = await ctx.db.query((db) =>
    Promise.all([
      db
        .select({
          ...view,
          position: plans.position,
          version: plans.version,
          updatedAt: plans.updatedAt,
          updatedByName: people.name,
        })
        .from(plans)
        .leftJoin(people, eq(people.id, plans.updatedBy))
        .orderBy(asc(plans.position), asc(plans.code)),
      db
        .select({
          code: firms.planAnswer,
          all: count(),
          follow: sql<number>`count(*) filter (where ${isNull(firms.planConfirmedAt)})::int`,
        })
        .from(firms)
        .where(sql`${isNotNull(firms.planAnswer)} and ${isNull(firms.closedAt)}`)
        .groupBy(firms.planAnswer),
    ]),
  );
  const counts = new Map(named.map((one) => [one.code, one]));
  return rows.map((row) => ({
    ...row,
    firms: counts.get(row.code)?.all ?? 0,
    firmsThatFollow: counts.get(row.code)?.follow ?? 0,
  }));
}
