import type { Queryable } from "@/lib/db/client";
import { plans } from "@/lib/db/schema";

const AUTUMN = "2026-09-30";

/**
 * Clio's plans as known today, entered once; staff's changes are kept. Sources: the agency's guide,
 * Clio's handbook and one reading of its prices (docs/clio.md, "Plans").
 */
const known: (typeof plans.$inferInsert)[] = [
  {
    code: "easystart",
    name: "EasyStart",
    price: "$49 per user and month",
    apiAccess: "no",
    asOf: AUTUMN,
    position: 1,
  },
  {
    code: "essentials",
    name: "Essentials",
    price: "from $89 per user and month",
    apiAccess: "yes",
    asOf: AUTUMN,
    position: 2,
  },
  { code: "advanced", name: "Advanced", apiAccess: "yes", asOf: AUTUMN, position: 3 },
  {
    code: "expand",
    name: "Expand",
    formerNames: "Complete",
    apiAccess: "yes",
    asOf: AUTUMN,
    position: 4,
  },
  {
    code: "starter",
    name: "Starter",
    price: "from $49 per user and month",
    apiAccess: "unknown",
    asOf: AUTUMN,
    position: 5,
  },
  { code: "core", name: "Core", apiAccess: "unknown", asOf: AUTUMN, position: 6 },
  { code: "signature", name: "Signature", apiAccess: "unknown", asOf: AUTUMN, position: 7 },
  { code: "elite", name: "Elite", apiAccess: "unknown", asOf: AUTUMN, position: 8 },
];

/** Enters the plans that are missing; call it when a process starts or before plans are read. */
export async function seedPlans(db: Queryable): Promise<void> {
  await db.insert(plans).values(known).onConflictDoNothing({ target: plans.code });
}
