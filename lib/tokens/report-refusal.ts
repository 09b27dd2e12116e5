import { hash } from "node:crypto";
import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { checkIdentity } from "@/lib/connection/check-identity";
import { checkPermissions } from "@/lib/connection/check-permissions";
import { noteWrite } from "@/lib/connection/note-write";
import { loadConnection } from "@/lib/connection/queries";
import type { GrantRow } from "@/lib/connection/tokens-at-rest";
import { now, type Context } from "@/lib/context";
import { connectionReports, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { newId } from "@/lib/ids";
import {
  accesses,
  connectionStatuses,
  resources,
  scopeResults,
  statusReasons,
} from "@/lib/vocabulary";
import { clientContext, type Door } from "./door";
import type { ParsedKey } from "./key";
import { requireConnection } from "./queries";
import { Refusal } from "./refusal";
import type { KeyRow } from "./statements";

/** Looking into a report asks Clio: so many of a client's for one connection in ten minutes. */
const REPORTS_IN_TEN_MINUTES = 30;
/** Longer than any look takes; a report that took longer was left by a process that died. */
const ABANDONED_SECONDS = 120;

/** POST /v1/connections/{id}/report. */
export const reportInput = z
  .strictObject({
    status: z
      .union([z.literal(401), z.literal(403), z.int().min(200).max(299)])
      .meta({ description: "What Clio answered: 401, 403, or 2xx for a write that worked." }),
    resource: z.enum(resources).optional().meta({ description: "Needed but for 401." }),
    access: z.enum(accesses).optional().meta({ description: "Needed but for 401." }),
    token_expires_at: z.iso.datetime().optional().meta({
      description:
        "`expires_at` of the token that was used: one that was renewed since is no news.",
    }),
  })
  .refine((report) => report.status === 401 || (report.resource && report.access), {
    error: "Name the resource and the access.",
    path: ["resource"],
  })
  .refine((report) => report.status >= 400 || report.access === "write", {
    error: "Only a write that worked is news: reads are probed.",
    path: ["access"],
  })
  .meta({ id: "Report" });
export type ReportInput = z.infer<typeof reportInput>;

/** What came of looking into it. `take_token`: ask for the token again, now. */
export const reportOutcomes = [
  "token_renewed",
  "token_works",
  "access_doubted",
  "access_ended",
  "permission_works",
  "permission_refused",
  "permission_unused",
  "write_noted",
  "not_answered",
] as const;
export const reportAnswer = z
  .object({
    connection_id: z.string(),
    outcome: z.enum(reportOutcomes),
    take_token: z.boolean().meta({ description: "A token that works is to be had: ask for it." }),
    status: z.enum(connectionStatuses),
    reason: z.enum(statusReasons),
    result: z.enum(scopeResults).nullable().meta({ description: "Of the permission, if one was." }),
  })
  .meta({ id: "ReportAnswer" });
export type ReportAnswer = z.infer<typeof reportAnswer>;
type Outcome = ReportAnswer["outcome"];

type Asked = {
  key: ParsedKey;
  connectionId: string;
  requestId: string;
  idempotencyKey: string;
  report: ReportInput;
};

/**
 * An integration says what it met at Clio. A 401 is looked into by asking who the token belongs to,
 * which renews it when Clio calls it over; a 403 on a read by probing; a 403 on a write is kept as
 * evidence, and believed with another one on another day; a write that worked settles that. The same
 * again under the same idempotency key gets the same answer.
 *
 * Throws `Refusal`, `rate_limited`, and `unavailable` when it can be looked into by nobody now.
 */
export async function reportRefusal(
  door: Door,
  input: Asked,
): Promise<{ client: KeyRow; answer: ReportAnswer }> {
  const { key, connectionId, requestId } = input;
  const row = await requireConnection(door, { key, connectionId, right: "may_take_tokens" });
  const ctx = clientContext(door, row.client_id, requestId);
  const who = { clientId: row.client_id, connectionId, firmId: row.firm_id };
  const claim = await claimReport(ctx, input, who);
  if (claim.answer) return { client: row, answer: claim.answer };
  try {
    const grant = await requireActive(ctx, connectionId);
    const outcome = await lookInto(ctx, grant, input.report);
    const answer = await finish(ctx, { ...who, reportId: claim.id, outcome, report: input.report });
    return { client: row, answer };
  } catch (thrown) {
    // It can be reported again under the same key.
    await ctx.db.query((db) =>
      db.delete(connectionReports).where(eq(connectionReports.id, claim.id)),
    );
    throw thrown;
  }
}

type Who = { clientId: string; connectionId: string; firmId: string };
type Claim = { id: string; answer: ReportAnswer | null };

/** What an idempotency key stands for: the same connection and the same report. */
export function hashOfReport(connectionId: string, report: ReportInput): string {
  const { status, resource, access, token_expires_at: until } = report;
  const what = JSON.stringify([connectionId, status, resource, access, until]);
  return hash("sha256", what, "hex");
}

/** One of many with the same key looks into it; the others get its answer, or are told to wait. */
async function claimReport(ctx: Context, input: Asked, who: Who): Promise<Claim> {
  const { idempotencyKey, report } = input;
  const requestHash = hashOfReport(who.connectionId, report);
  const id = newId("connectionReport");
  const { status, resource, access } = report;
  const found = await ctx.db.query((db) =>
    db
      .select()
      .from(connectionReports)
      .where(
        and(
          eq(connectionReports.clientId, who.clientId),
          eq(connectionReports.idempotencyKey, idempotencyKey),
        ),
      ),
  );
  if (found.length === 0) {
    await consumeRateLimit(ctx, {
      key: `report:${who.clientId}:${who.connectionId}`,
      limit: REPORTS_IN_TEN_MINUTES,
      windowSeconds: 600,
    });
    const values = { id, ...who, idempotencyKey, requestHash, status, resource, access };
    const inserted = await ctx.db.query((db) =>
      db.insert(connectionReports).values(values).onConflictDoNothing().returning(),
    );
    return inserted.length > 0 ? { id, answer: null } : claimReport(ctx, input, who);
  }
  const [known] = found;
  if (!known || known.requestHash !== requestHash) {
    throw new Refusal("report_repeated", "Use another Idempotency-Key for another report.");
  }
  if (known.answer) return { id: known.id, answer: reportAnswer.parse(known.answer) };
  return takeOver(ctx, known.id);
}

async function takeOver(ctx: Context, id: string): Promise<Claim> {
  const taken = await ctx.db.query((db) =>
    db
      .update(connectionReports)
      .set({ at: sql`now()` })
      .where(
        and(
          eq(connectionReports.id, id),
          isNull(connectionReports.answer),
          lt(connectionReports.at, sql`now() - make_interval(secs => ${ABANDONED_SECONDS})`),
        ),
      )
      .returning({ id: connectionReports.id }),
  );
  if (taken.length > 0) return { id, answer: null };
  throw new Refusal("report_running", "The first one is not answered yet.", 2);
}

async function requireActive(ctx: Context, connectionId: string): Promise<GrantRow> {
  const grant = await activeGrant(ctx, connectionId);
  if (grant) return grant;
  throw new Refusal("nothing_to_report_on", "The firm's Clio account is not connected.");
}

async function activeGrant(ctx: Context, connectionId: string): Promise<GrantRow | undefined> {
  const [grant] = await ctx.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.connectionId, connectionId), eq(grants.state, "active"))),
  );
  return grant;
}

async function lookInto(ctx: Context, grant: GrantRow, report: ReportInput): Promise<Outcome> {
  const { status, resource, access } = report;
  if (status === 401) return lookAtToken(ctx, grant, report.token_expires_at);
  if (!resource) throw new Error("unreachable: only a 401 names no resource");
  if (access === "write") {
    await noteWrite(ctx, { grant, resource, isRefused: status === 403 });
    return "write_noted";
  }
  const at = await now(ctx);
  await checkPermissions(ctx, { grantId: grant.id, trigger: "report" });
  const { scopes } = await loadConnection(ctx, grant.firmId);
  const scope = scopes.find((one) => one.resource === resource);
  if (!scope) return "permission_unused";
  if (!scope.checkedAt || scope.checkedAt < at) return "not_answered";
  return scope.result === "works" || scope.result === "read_works"
    ? "permission_works"
    : "permission_refused";
}

async function lookAtToken(
  ctx: Context,
  grant: GrantRow,
  usedUntil: string | undefined,
): Promise<Outcome> {
  if (grant.endedAt) return "access_ended";
  if (usedUntil && new Date(usedUntil) < grant.accessExpiresAt) return "token_renewed";
  const at = await now(ctx);
  await checkIdentity(ctx, { grantId: grant.id });
  const after = await activeGrant(ctx, grant.connectionId);
  if (!after || after.endedAt) return "access_ended";
  if (after.id !== grant.id || after.accessIssuedAt > grant.accessIssuedAt) return "token_renewed";
  if (after.lastSuccessAt && after.lastSuccessAt >= at) return "token_works";
  return after.refusedAt ? "access_doubted" : "not_answered";
}

async function finish(
  ctx: Context,
  input: Who & { reportId: string; outcome: Outcome; report: ReportInput },
): Promise<ReportAnswer> {
  const { reportId, outcome, report, firmId, connectionId, clientId } = input;
  const { status, reason, scopes } = await loadConnection(ctx, firmId);
  const scope = scopes.find(
    ({ resource, access }) =>
      resource === report.resource && (access === report.access || access === "write"),
  );
  const answer: ReportAnswer = {
    connection_id: connectionId,
    outcome,
    take_token: ["token_renewed", "token_works", "permission_works"].includes(outcome),
    status,
    reason,
    result: scope?.result ?? null,
  };
  await ctx.db.transaction(async (tx) => {
    await tx.update(connectionReports).set({ answer }).where(eq(connectionReports.id, reportId));
    const { resource = null, access = null } = report;
    await recordEvent(tx, ctx, {
      kind: "connection.reported",
      firmId,
      data: { client: clientId, answered: report.status, resource, access, outcome },
    });
  });
  return answer;
}
