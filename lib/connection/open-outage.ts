import { and, eq, gte, sql } from "drizzle-orm";
import { type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applications, connections, grants, outages } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { tellStaff } from "@/lib/mail/tell-staff";
import { regionNames, type Region } from "@/lib/vocabulary";
import { TOGETHER_MS, type FoundOutage } from "./outage-rules";
import { ofOutage } from "./outages-connections";

/**
 * Opens an outage, unless it is open: staff are told once, what failed with it is checking from then
 * on, and an end that was believed within it is doubted again.
 */
export async function openOutage(
  tx: Queryable,
  ctx: Context,
  { found, at }: { found: FoundOutage; at: Date },
): Promise<void> {
  const { scope, subject, cause, affected, lastFailureAt } = found;
  const id = newId("outage");
  const opened = await tx
    .insert(outages)
    .values({ id, scope, subject, cause, affected, lastFailureAt, openedAt: at })
    .onConflictDoNothing()
    .returning({ id: outages.id });
  if (opened.length === 0) return;
  await recordEvent(tx, ctx, {
    kind: "outage.opened",
    firmId: null,
    data: { outage: id, scope, subject, cause, affected },
  });
  const since = new Date(at.getTime() - TOGETHER_MS);
  await tx
    .update(connections)
    .set({ statusChangesAt: at })
    .where(and(gte(connections.failingSince, since), ofOutage(found)));
  await tx
    .update(grants)
    .set({ endedAt: null, endedReason: null, refreshDueAt: at })
    .where(
      and(
        eq(grants.state, "active"),
        gte(grants.endedAt, since),
        sql`${grants.connectionId} in ${tx
          .select({ id: connections.id })
          .from(connections)
          .where(ofOutage(found))}`,
      ),
    );
  await tell(tx, ctx, { id, found });
}

async function tell(
  tx: Queryable,
  ctx: Context,
  { id, found }: { id: string; found: FoundOutage },
): Promise<void> {
  const { scope, subject, affected } = found;
  if (scope === "region") {
    await tellStaff(tx, ctx, {
      firmId: null,
      path: "/staff",
      causeKey: `outage:${id}`,
      subject: `many connections fail in ${regionNames[subject as Region]}`,
      sentence: `${affected} connections in Clio’s region ${regionNames[subject as Region]} began to fail within a quarter of an hour. Their firms are told that Clio has a problem, and get no mails about it. It ends by itself half an hour after the last one; you can end it before.`,
    });
    return;
  }
  const [application] = await tx
    .select({ name: applications.name, keyCheck: applications.keyCheck })
    .from(applications)
    .where(eq(applications.id, subject));
  // Of refused keys they have been told already.
  if (application?.keyCheck === "refused") return;
  await tellStaff(tx, ctx, {
    firmId: null,
    path: `/staff/applications/${subject}`,
    causeKey: `outage:${id}`,
    subject: "many connections of one application of ours fail",
    sentence: `${affected} connections through our application “${application?.name ?? subject}” began to fail within a quarter of an hour, and others go on. Their firms are told that something is wrong on our side, and get no mails about it. Please look at the application in Clio’s developer portal.`,
  });
}
