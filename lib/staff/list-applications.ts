import { and, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { applications, firms, grants, integrations } from "@/lib/db/schema";
import type { KeyCheck, Region } from "@/lib/vocabulary";
import type { ApplicationsQuery } from "./applications-query";

const PAGE = 50;

/** An application in the list of all: no secret, and of the client ID only its end. */
export type ApplicationRowView = {
  id: string;
  /** Null for one of ours. */
  firm: { id: string; name: string } | null;
  integrationName: string;
  region: Region | null;
  clientIdEnd: string | null;
  keyCheck: KeyCheck;
  keysStoredAt: Date | null;
  /** Whole days since the secret was stored; null without one. */
  secretAgeDays: number | null;
  /** When Clio last took the keys: at a check, or when an access was renewed with them. */
  acceptedAt: Date | null;
  verifiedAt: Date | null;
  isUnderReview: boolean;
  /** Firms that are connected through it. */
  usedBy: number;
};
export type ApplicationsPage = { applications: ApplicationRowView[]; next: string | null };

/** A page of the applications at Clio, ours and the firms' own, the newest first. For staff. */
export async function listApplications(
  ctx: Context,
  query: ApplicationsQuery,
): Promise<ApplicationsPage> {
  requireStaff(ctx, "viewer");
  const { owner, region, check, after } = query;
  const ofGrants = (what: ReturnType<typeof sql>) => sql`(
    select ${what} from ${grants}
    where ${grants.applicationId} = ${applications.id} and ${grants.state} = 'active'
      and ${grants.endedAt} is null)`;
  const last = sql`(select ${applications.createdAt}, ${applications.id} from ${applications} where ${applications.id} = ${after})`;
  const rows = await ctx.db.query((db) =>
    db
      .select({
        id: applications.id,
        firm: { id: firms.id, name: firms.name },
        integrationName: integrations.name,
        region: applications.region,
        clientIdEnd: applications.clientIdEnd,
        keyCheck: applications.keyCheck,
        keysStoredAt: applications.keysStoredAt,
        secretAgeDays: sql<
          number | null
        >`floor(extract(epoch from now() - ${applications.keysStoredAt}) / 86400)::int`,
        keyAcceptedAt: applications.keyAcceptedAt,
        refreshedAt: ofGrants(sql`max(${grants.refreshedAt})`).mapWith(grants.refreshedAt),
        verifiedAt: applications.verifiedAt,
        isUnderReview: sql<boolean>`${applications.reviewNeededAt} is not null and ${applications.reviewedAt} is null`,
        usedBy: sql<number>`${ofGrants(sql`count(distinct ${grants.firmId})::int`)}`,
      })
      .from(applications)
      .leftJoin(firms, eq(firms.id, applications.firmId))
      .leftJoin(
        integrations,
        eq(integrations.id, sql`coalesce(${applications.integrationId}, ${firms.integrationId})`),
      )
      .where(
        and(
          // A firm's row without keys is its checklist's next step, not an application yet.
          owner === "ours" ? isNull(applications.firmId) : undefined,
          owner === "firms" ? isNotNull(applications.firmId) : undefined,
          sql`(${applications.firmId} is null or ${applications.keysStoredAt} is not null)`,
          sql`${firms.closedAt} is null`,
          region ? eq(applications.region, region) : undefined,
          check ? eq(applications.keyCheck, check) : undefined,
          after ? sql`(${applications.createdAt}, ${applications.id}) < ${last}` : undefined,
        ),
      )
      .orderBy(desc(applications.createdAt), desc(applications.id))
      .limit(PAGE + 1),
  );
  const page = rows.slice(0, PAGE);
  return {
    applications: page.map(({ integrationName, keyAcceptedAt, refreshedAt, ...row }) => ({
      ...row,
      integrationName: integrationName ?? "",
      acceptedAt: latest(keyAcceptedAt, refreshedAt),
    })),
    next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null,
  };
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}
