import { and, eq, ne } from "drizzle-orm";
import { lastResults } from "@/lib/applications/draft-proofs";
import type { Queryable } from "@/lib/db/client";
import { grants, scopeChecks } from "@/lib/db/schema";
import type { Resource } from "@/lib/vocabulary";
import type { GrantRow } from "./tokens-at-rest";

/**
 * Permissions that somebody else's authorization of the same application has shown to be ticked: by
 * another grant, or by the agency's test account. When they are refused now, the user is the reason.
 */
export async function provenBoxes(db: Queryable, grant: GrantRow): Promise<Set<Resource>> {
  const others = await db
    .selectDistinct({ resource: scopeChecks.resource })
    .from(scopeChecks)
    .innerJoin(grants, eq(grants.id, scopeChecks.grantId))
    .where(
      and(
        eq(grants.applicationId, grant.applicationId),
        ne(grants.id, grant.id),
        eq(scopeChecks.result, "works"),
      ),
    );
  const proof = (await lastResults(db, [grant.applicationId])).get(grant.applicationId);
  const proven = Object.entries(proof?.results ?? {})
    .filter(([, result]) => result === "works" || result === "read_works")
    .map(([resource]) => resource as Resource);
  return new Set([...others.map(({ resource }) => resource), ...proven]);
}
