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
