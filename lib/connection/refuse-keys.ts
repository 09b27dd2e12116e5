import { and, eq, isNull, lte, ne, sql } from "drizzle-orm";
import { renewSoon } from "@/lib/applications/renew-soon";
import type { ApplicationRow } from "@/lib/applications/keys";
import { now, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { applications, connections, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { tellStaff } from "@/lib/mail/tell-staff";
import { MISCONFIGURED_PAUSE_MS } from "./due-rules";
import { tellOfOurKeys } from "./tell-of-our-keys";
import type { GrantRow } from "./tokens-at-rest";

/**
 * Clio refused an application's keys at a refresh: it was their secret that changed. Staff are told
 * when that is new, once for an application, and all connections of one of the agency's are failing
 * from then on: none of them can be renewed.
 */
export async function noteKeysRefused(
  tx: Queryable,
  ctx: Context,
  { applicationId, firmId, at }: Pick<GrantRow, "applicationId" | "firmId"> & { at: Date },
): Promise<void> {
  const [refused] = await tx
    .update(applications)
    .set({ keyCheck: "refused", keyCheckedAt: at })
    .where(and(eq(applications.id, applicationId), ne(applications.keyCheck, "refused")))
    .returning({ ownerId: applications.firmId });
  if (!refused) {
    await tx
      .update(applications)
      .set({ keyCheckedAt: at })
      .where(eq(applications.id, applicationId));
    return;
  }
  await recordEvent(tx, ctx, {
    kind: "keys.checked",
    firmId: refused.ownerId,
    data: { application: applicationId, answer: "refused" },
  });
  if (refused.ownerId === null) {
    await tellOfOurKeys(tx, ctx, { applicationId }, at);
    await failAll(tx, applicationId, at);
    return;
  }
  await tellStaff(tx, ctx, {
    firmId,
    causeKey: `keys_refused:${applicationId}:${at.getTime()}`,
    subject: "Clio refuses the application’s keys",
    sentence:
      "Clio no longer accepts the keys of this firm’s own application: its secret was probably changed in Clio. The firm is asked to send the current one.",
  });
}

async function failAll(tx: Queryable, applicationId: string, at: Date): Promise<void> {
  const served = tx
    .select({ id: grants.connectionId })
    .from(grants)
    .where(
      and(
        eq(grants.applicationId, applicationId),
        eq(grants.state, "active"),
        isNull(grants.endedAt),
      ),
    );
  await tx
    .update(connections)
    .set({
      failingSince: sql`coalesce(${connections.failingSince}, ${at.toISOString()})`,
      statusChangesAt: at,
    })
    .where(sql`${connections.id} in ${served}`);
}

/**
 * Whether the keys of an application may be tried with a refresh: refused ones three times a day,
 * however many connections wait for them; one conditional UPDATE decides whose try it is. Else says
 * when the next one is.
 */
export async function mayTryKeys(
  ctx: Context,
  application: Pick<ApplicationRow, "id" | "keyCheck" | "keyCheckedAt">,
): Promise<{ may: true } | { may: false; nextAt: Date }> {
  if (application.keyCheck !== "refused") return { may: true };
  const at = await now(ctx);
  const longAgo = new Date(at.getTime() - MISCONFIGURED_PAUSE_MS);
  const won = await ctx.db.query((db) =>
    db
      .update(applications)
      .set({ keyCheckedAt: at })
      .where(
        and(
          eq(applications.id, application.id),
          eq(applications.keyCheck, "refused"),
          lte(applications.keyCheckedAt, longAgo),
        ),
      )
      .returning({ id: applications.id }),
  );
  if (won.length > 0) return { may: true };
  const checkedAt = application.keyCheckedAt ?? at;
  const since = checkedAt > longAgo ? checkedAt : at;
  return { may: false, nextAt: new Date(since.getTime() + MISCONFIGURED_PAUSE_MS) };
}

/** A refresh worked with keys that had been refused: Clio takes them again. */
export async function noteKeysAccepted(
  tx: Queryable,
  ctx: Context,
  { applicationId, at }: { applicationId: string; at: Date },
): Promise<void> {
  const [accepted] = await tx
    .update(applications)
    .set({ keyCheck: "accepted", keyCheckedAt: at, keyAcceptedAt: at })
    .where(and(eq(applications.id, applicationId), eq(applications.keyCheck, "refused")))
    .returning({ ownerId: applications.firmId });
  if (!accepted) return;
  await recordEvent(tx, ctx, {
    kind: "keys.checked",
    firmId: accepted.ownerId,
    data: { application: applicationId, answer: "accepted" },
  });
  await renewSoon(tx, { applicationId, at });
}
