import { asc } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { plans } from "@/lib/db/schema";
import type { ApiAccess } from "@/lib/vocabulary";
import { seedPlans } from "./seed-plans";

export type PlanView = {
  code: string;
  name: string;
  formerNames: string;
  price: string;
  apiAccess: ApiAccess;
};

/** Clio's plans, in the order in which they are offered. */
export async function listPlans(ctx: Context): Promise<PlanView[]> {
  const read = () =>
    ctx.db.query((db) =>
      db
        .select({
          code: plans.code,
          name: plans.name,
          formerNames: plans.formerNames,
          price: plans.price,
          apiAccess: plans.apiAccess,
        })
        .from(plans)
        .orderBy(asc(plans.position)),
    );
  const found = await read();
  if (found.length > 0) return found;
  await ctx.db.query(seedPlans);
  return read();
}
