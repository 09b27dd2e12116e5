import { and, desc, eq } from "drizzle-orm";
import { redirectUri } from "@/lib/applications/addresses";
import { now, requireAccessToFirm, requireFirm, type Context } from "@/lib/context";
import { applications, attempts } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { loadFacts, type LoadedConnection } from "./load-facts";
import { lostResources } from "./lost-resources";
import { connectionStatus, LEFT_AND_NOT_BACK_MS } from "./rules";
import { isUsedElsewhere } from "./settle-staged";
import type { GrantRow } from "./tokens-at-rest";
import type { AttemptView, ConnectionView, IdentityView } from "./views";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A firm's connection as every page and the API show it. Throws `not_found` for another firm's. */
export async function loadConnection(ctx: Context, firmId: string): Promise<ConnectionView> {
  requireAccessToFirm(ctx, firmId);
  const at = await now(ctx);
  const [loaded] = await ctx.db.query((db) => loadFacts(db, [firmId]));
  if (!loaded) throw new AppError({ code: "not_found", message: `no connection of ${firmId}` });
  return { ...toView(loaded, at), pending: await pendingDecision(ctx, loaded) };
}

/** Many connections for a list, by firm; decisions that wait are told by their status there. */
export async function loadConnections(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, ConnectionView>> {
  for (const firmId of firmIds) requireAccessToFirm(ctx, firmId);
  const at = await now(ctx);
  const loaded = await ctx.db.query((db) => loadFacts(db, firmIds));
  return new Map(loaded.map((one) => [one.row.firmId, { ...toView(one, at), pending: null }]));
}

function toView(loaded: LoadedConnection, at: Date): Omit<ConnectionView, "pending"> {
  const { row, active, staged, lastRun, scopes } = loaded;
  const checked = scopes.flatMap((scope) => (scope.checkedAt ? [scope.checkedAt.getTime()] : []));
  const checkedAt = checked.length > 0 ? new Date(Math.max(...checked)) : null;
  return {
    id: row.id,
    firmId: row.firmId,
    region: row.region ?? loaded.firm.region,
    ...connectionStatus(loaded.facts, at),
    statusSince: row.statusSince,
    identity: active ? identityOf(active) : null,
    scopes: scopes.map(
      ({ resource, access, required, purpose, impact, result, checkedAt: when }) => ({
        resource,
        access,
        required,
        purpose,
        impact,
        result,
        checkedAt: when,
      }),
    ),
    isChecking: lastRun !== null && lastRun.finishedAt === null && lastRun.deadlineAt > at,
    isReadingAccount:
      staged !== null && staged.identityReadAt === null && staged.identityRefusedAt === null,
    connectedAt: active ? row.connectedAt : null,
    disconnectedAt: row.disconnectedAt,
    lastProofAt: active?.lastSuccessAt ?? null,
    checkedAt,
    nextCheckAt: checkedAt && active ? new Date(checkedAt.getTime() + DAY_MS) : null,
  };
}

function identityOf(grant: GrantRow): IdentityView | null {
  if (!grant.accountId) return null;
  return {
    accountId: grant.accountId,
    accountName: grant.accountName ?? "",
    userName: grant.userName ?? "",
    userEmail: grant.userEmail,
  };
}

/** What a staged grant waits for, if anything. */
async function pendingDecision(
  ctx: Context,
  loaded: LoadedConnection,
): Promise<ConnectionView["pending"]> {
  const { staged, active, row } = loaded;
  if (!staged) return null;
  if (staged.identityRefusedAt) return { reason: "account_unreadable", identity: null, lost: [] };
  const { accountId } = staged;
  if (!accountId) return null;
  const identity = identityOf(staged);
  const isOther = row.identityConfirmedAt !== null && row.accountId !== accountId;
  if (isOther || (await ctx.db.query((db) => isUsedElsewhere(db, staged, accountId)))) {
    return { reason: "different_account", identity, lost: [] };
  }
  if (row.identityConfirmedAt === null) return { reason: "confirm_account", identity, lost: [] };
  if (!active) return null;
  const lost = await ctx.db.query((db) =>
    lostResources(db, { activeId: active.id, stagedId: staged.id }),
  );
  return lost.length > 0 ? { reason: "fewer_permissions", identity, lost } : null;
}

/** How a trip to Clio ended, for the person who made it; null for anybody else's or none (H-5). */
export async function loadAttempt(ctx: Context, attemptId: string): Promise<AttemptView | null> {
  const { firmId, personId } = requireFirm(ctx);
  return readAttempt(
    ctx,
    and(eq(attempts.id, attemptId), eq(attempts.firmId, firmId), eq(attempts.personId, personId)),
  );
}

/** The person's last trip, when it has been open for a minute: Clio may have shown an error. */
export async function loadOpenAttempt(ctx: Context): Promise<AttemptView | null> {
  const { firmId, personId } = requireFirm(ctx);
  const last = await readAttempt(
    ctx,
    and(eq(attempts.firmId, firmId), eq(attempts.personId, personId)),
  );
  return last?.isLeftAndNotBack ? last : null;
}

async function readAttempt(
  ctx: Context,
  where: ReturnType<typeof and>,
): Promise<AttemptView | null> {
  const at = await now(ctx);
  const [found] = await ctx.db.query((db) =>
    db
      .select({ attempt: attempts, clientIdEnd: applications.clientIdEnd })
      .from(attempts)
      .innerJoin(applications, eq(applications.id, attempts.applicationId))
      .where(where)
      .orderBy(desc(attempts.createdAt))
      .limit(1),
  );
  if (!found) return null;
  const { attempt } = found;
  const isOpen = attempt.consumedAt === null;
  return {
    id: attempt.id,
    reference: attempt.reference,
    outcome: attempt.outcome ?? (isOpen && attempt.expiresAt <= at ? "expired" : null),
    startedAt: attempt.createdAt,
    endedAt: attempt.outcomeAt,
    isLeftAndNotBack: isOpen && at.getTime() - attempt.createdAt.getTime() >= LEFT_AND_NOT_BACK_MS,
    redirectUri: redirectUri(ctx.env),
    clientIdEnd: found.clientIdEnd,
  };
}
