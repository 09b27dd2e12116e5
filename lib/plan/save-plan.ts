import { and, eq, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { people, plans } from "@/lib/db/schema";
import { AppError, invalidInput, staleForm } from "@/lib/errors";
import { loadSettings } from "@/lib/settings/queries";
import { dayOf } from "@/lib/settings/rules";

type PlanRow = typeof plans.$inferSelect;

/**
 * Writes a change over the version that the form showed, in the caller's transaction, and returns the plan
 * as it was before. Throws `not_found`, and `conflict` when somebody saved another version meanwhile.
 */
export async function savePlan(
  tx: Queryable,
  input: { code: string; version: number; personId: string; at: Date },
  change: Partial<Omit<PlanRow, "code" | "version">>,
): Promise<PlanRow> {
  const { code, version, personId, at } = input;
  const [before] = await tx
    .select({ plan: plans, who: people.name })
    .from(plans)
    .leftJoin(people, eq(people.id, plans.updatedBy))
    .where(eq(plans.code, code))
    .for("update", { of: plans });
  if (!before) throw new AppError({ code: "not_found", message: `no plan ${code}` });
  const changed = await tx
    .update(plans)
    .set({ ...change, version: sql`${plans.version} + 1`, updatedAt: at, updatedBy: personId })
    .where(and(eq(plans.code, code), eq(plans.version, version)))
    .returning({ code: plans.code });
  if (changed.length > 0) return before.plan;
  throw staleForm({
    message: `plan ${code} has version ${before.plan.version}, not ${version}`,
    who: before.who,
    version: before.plan.version,
  });
}

/** Throws `invalid_input` for a day that has not come: nobody knows what will be. */
export async function requireKnownDay(ctx: Context, day: string): Promise<Date> {
  const at = await now(ctx);
  const { timeZone } = await loadSettings(ctx);
  if (day > dayOf(at, timeZone)) {
    throw invalidInput({ as_of: "Enter a day that has come: what you write is known to be so." });
  }
  return at;
}
