import { and, eq, inArray } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { grants, scopeChecks, scopes } from "@/lib/db/schema";
import type { Resource } from "@/lib/vocabulary";
import { isRefused } from "./rules";

/**
 * What would be given up with the active grant: required resources that it proves, and that Clio
 * refused to the staged one (`lost`) or has not answered for (`open`).
 */
export async function compareProof(
  db: Queryable,
  input: { activeId: string; stagedId: string },
): Promise<{ lost: Resource[]; open: Resource[] }> {
  const checks = await db
    .select()
    .from(scopeChecks)
    .where(inArray(scopeChecks.grantId, [input.activeId, input.stagedId]));
  const required = await db
    .select({ resource: scopes.resource })
    .from(scopes)
    .innerJoin(grants, eq(grants.scopeSetId, scopes.scopeSetId))
    .where(and(eq(grants.id, input.stagedId), eq(scopes.required, true)));
  const resultsOf = (grantId: string) =>
    new Map(
      checks.filter((check) => check.grantId === grantId).map((one) => [one.resource, one.result]),
    );
  const [before, after] = [resultsOf(input.activeId), resultsOf(input.stagedId)];
  const proven = [...new Set(required.map(({ resource }) => resource))].filter(
    (resource) => before.get(resource) === "works",
  );
  const resultOf = (resource: Resource) => after.get(resource) ?? "not_tested";
  return {
    lost: proven.filter((resource) => isRefused({ result: resultOf(resource) })),
    open: proven.filter((resource) => resultOf(resource) === "not_tested"),
  };
}
