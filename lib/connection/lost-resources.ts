import { and, eq, inArray } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { grants, scopeChecks, scopes } from "@/lib/db/schema";
import type { Resource } from "@/lib/vocabulary";
import { isRefused } from "./rules";

/** Required resources that the active grant proves and that Clio refused to the staged one. */
export async function lostResources(
  db: Queryable,
  input: { activeId: string; stagedId: string },
): Promise<Resource[]> {
  const checks = await db
    .select()
    .from(scopeChecks)
    .where(inArray(scopeChecks.grantId, [input.activeId, input.stagedId]));
  const required = await db
    .select({ resource: scopes.resource })
    .from(scopes)
    .innerJoin(grants, eq(grants.scopeSetId, scopes.scopeSetId))
    .where(and(eq(grants.id, input.stagedId), eq(scopes.required, true)));
  const proven = new Set(
    checks
      .filter((check) => check.grantId === input.activeId && check.result === "works")
      .map((check) => check.resource),
  );
  const refused = new Set(
    checks
      .filter((check) => check.grantId === input.stagedId && isRefused(check))
      .map((check) => check.resource),
  );
  const resources = new Set(required.map((scope) => scope.resource));
  return [...resources].filter((resource) => proven.has(resource) && refused.has(resource));
}
