import { PLAN_NOT_SURE, type ApiAccess } from "@/lib/vocabulary";

export type PlanFacts = {
  /** A plan's code, `not_sure`, or null when nobody answered. */
  answer: string | null;
  /** Of the plan that was named. */
  apiAccess: ApiAccess | null;
  /** When Clio's API first answered for the firm's account. */
  confirmedAt: Date | null;
};

export type PlanVerdict = "unanswered" | "confirmed" | "has_access" | "not_sure" | "no_access";

/** What is known of the firm's plan. Clio's evidence wins over any answer. */
export function planVerdict(facts: PlanFacts): PlanVerdict {
  if (facts.confirmedAt) return "confirmed";
  if (facts.answer === null) return "unanswered";
  if (facts.answer === PLAN_NOT_SURE || facts.apiAccess === null) return "not_sure";
  if (facts.apiAccess === "unknown") return "not_sure";
  return facts.apiAccess === "yes" ? "has_access" : "no_access";
}

const LONGEST_CODE = 40;

/** The code of a plan with this name, such as `easy_start`; null for a name without letters or digits. */
export function planCode(name: string): string | null {
  const code = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, LONGEST_CODE);
  return code === "" || code === PLAN_NOT_SURE ? null : code;
}

/** The plans that a firm may choose: those that are offered, and the one that it has named before. */
export function choosable<Plan extends { code: string; isRetired: boolean }>(
  plans: readonly Plan[],
  answer: string | null,
): Plan[] {
  return plans.filter(({ code, isRetired }) => !isRetired || code === answer);
}

/** The earliest day that any of these is known by; null for none. */
export function knownAsOf(plans: readonly { asOf: string }[]): string | null {
  return plans.map(({ asOf }) => asOf).toSorted()[0] ?? null;
}
