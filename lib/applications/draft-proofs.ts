import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import type { Queryable } from "@/lib/db/client";
import { applicationProofs, applications, firms } from "@/lib/db/schema";
import { isProvenFor, scopeDifference, type ScopeLine } from "@/lib/integrations/rules";
import type { Region, Resource, ScopeResult } from "@/lib/vocabulary";

export type DraftProof = {
  region: Region;
  applicationId: string;
  /** Firms of this region connect with it: it has to be proven before anything is published. */
  hasFirms: boolean;
  /** Its last proof shows every box of the draft, or the draft adds none. */
  isProven: boolean;
  provenAt: Date | null;
};

type Results = Partial<Record<Resource, ScopeResult>>;

/**
 * The agency's applications that firms connect with, one for each region, and whether each is proven with
 * the boxes of a draft. Where firms wait for an application there is none to prove: it will be proven
 * with what is current then.
 */
export async function loadDraftProofs(
  db: Queryable,
  input: {
    integrationId: string;
    current: { scopes: ScopeLine[] };
    draft: { scopes: ScopeLine[] };
  },
): Promise<DraftProof[]> {
  const used = await db
    .selectDistinctOn([applications.region])
    .from(applications)
    .where(
      and(
        eq(applications.integrationId, input.integrationId),
        isNotNull(applications.verifiedAt),
        isNotNull(applications.region),
      ),
    )
    .orderBy(applications.region, desc(applications.verifiedAt), desc(applications.id));
  const proofs = await lastResults(
    db,
    used.map(({ id }) => id),
  );
  const served = await db
    .selectDistinct({ region: firms.region })
    .from(firms)
    .where(and(eq(firms.integrationId, input.integrationId), eq(firms.route, "agency")));
  const { scopes } = input.draft;
  const difference = scopeDifference(input.current.scopes, scopes);
  const isNothingAdded = difference.addedRequired.length + difference.addedOptional.length === 0;
  return used.flatMap(({ id, region }) => {
    const proof = proofs.get(id);
    const isProven = isNothingAdded || isProvenFor(proof?.results ?? null, scopes, difference);
    if (!region) return [];
    const hasFirms = served.some((one) => one.region === region);
    const provenAt = isProven ? (proof?.at ?? null) : null;
    return [{ region, applicationId: id, hasFirms, isProven, provenAt }];
  });
}

/** What each box gave when an application was tried last, whatever came of it as a whole. */
export async function lastResults(
  db: Queryable,
  applicationIds: string[],
): Promise<Map<string, { results: Results; at: Date }>> {
  if (applicationIds.length === 0) return new Map();
  const rows = await db
    .selectDistinctOn([applicationProofs.applicationId])
    .from(applicationProofs)
    .where(
      and(
        inArray(applicationProofs.applicationId, applicationIds),
        isNotNull(applicationProofs.results),
      ),
    )
    .orderBy(applicationProofs.applicationId, desc(applicationProofs.createdAt));
  return new Map(
    rows.map(({ applicationId, results, createdAt }) => [
      applicationId,
      { results: results ?? {}, at: createdAt },
    ]),
  );
}
