import { and, desc, eq, isNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { applications, outages } from "@/lib/db/schema";
import { regionNames, type Region } from "@/lib/vocabulary";
import type { OutageCause } from "./outage-rules";

/** An outage that is open, as staff see it. */
export type OutageView = {
  id: string;
  cause: OutageCause;
  /** The region's name, or the application's. */
  name: string;
  /** Of one application of ours: its id. */
  applicationId: string | null;
  affected: number;
  openedAt: Date;
};

/** What fails for many at the moment, the newest first. For staff. */
export async function listOutages(ctx: Context): Promise<OutageView[]> {
  requireStaff(ctx, "viewer");
  const rows = await ctx.db.query((db) =>
    db
      .select({ outage: outages, application: applications.name })
      .from(outages)
      .leftJoin(
        applications,
        and(eq(outages.scope, "application"), eq(applications.id, outages.subject)),
      )
      .where(isNull(outages.endedAt))
      .orderBy(desc(outages.openedAt)),
  );
  return rows.map(({ outage: { id, scope, subject, cause, affected, openedAt }, application }) => ({
    id,
    cause,
    name: scope === "region" ? regionNames[subject as Region] : (application ?? subject),
    applicationId: scope === "application" ? subject : null,
    affected,
    openedAt,
  }));
}
