import { and, desc, eq, inArray, isNotNull } from "drizzle-orm";
import { redirectUri } from "@/lib/applications/addresses";
import { now, requireAccessToFirm, requireFirm, type Context } from "@/lib/context";
import { applications, attempts, developerAccounts, grants, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { compareProof } from "./compare-proof";
import { loadFacts, newPermissionsOf, type LoadedConnection } from "./load-facts";
import {
  connectionStatus,
  isAllRefused,
  isRefused,
  isToAllow,
  LEFT_AND_NOT_BACK_MS,
  softSigns,
  type SoftSign,
} from "./rules";
import type { GrantRow } from "./tokens-at-rest";
import type { AttemptView, ConnectionView, IdentityView, PendingView } from "./views";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A firm's connection as every page and the API show it. Throws `not_found` for another firm's. */
export async function loadConnection(ctx: Context, firmId: string): Promise<ConnectionView> {
  requireAccessToFirm(ctx, firmId);
  const at = await now(ctx);
  const [loaded] = await ctx.db.query((db) => loadFacts(db, [firmId]));
  if (!loaded) throw new AppError({ code: "not_found", message: `no connection of ${firmId}` });
  const [pending, beforeUserName, signs] = await Promise.all([
    pendingDecision(ctx, loaded, at),
    userBefore(ctx, loaded),
    loaded.active ? signsOf(ctx, loaded.active, loaded.firm, at) : [],
  ]);
  const view = toView(loaded, at);
  // The same account as before, and nobody is asked anything: it is tried until Clio answers.
  const isTried = loaded.staged?.identityVerdict === "confirmed" && pending === null;
  return {
    ...view,
    isReadingAccount: view.isReadingAccount || isTried,
    pending,
    beforeUserName,
    signs,
  };
}

/** Many connections for a list, by firm; decisions that wait are told by their status there. */
export async function loadConnections(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, ConnectionView>> {
  for (const firmId of firmIds) requireAccessToFirm(ctx, firmId);
  const at = await now(ctx);
  const loaded = await ctx.db.query((db) => loadFacts(db, firmIds));
  const alone = { pending: null, beforeUserName: null, signs: [] };
  return new Map(loaded.map((one) => [one.row.firmId, { ...toView(one, at), ...alone }]));
}

/** Whose place the present Clio user took, when another person of the same account authorized. */
async function userBefore(ctx: Context, { active, row }: LoadedConnection): Promise<string | null> {
  if (!active?.activatedAt) return null;
  const [before] = await ctx.db.query((db) =>
    db
      .select({ userId: grants.userId, userName: grants.userName, accountId: grants.accountId })
      .from(grants)
      .where(
        and(
          eq(grants.connectionId, row.id),
          eq(grants.retiredReason, "replaced"),
          // A staged grant that gave way to a newer one was never in use.
          isNotNull(grants.activatedAt),
        ),
      )
      .orderBy(desc(grants.activatedAt))
      .limit(1),
  );
  const isTakeOver = before?.accountId === active.accountId && before.userId !== active.userId;
  return isTakeOver ? before.userName : null;
}

type ShownAlone = "pending" | "beforeUserName" | "signs";

function toView(loaded: LoadedConnection, at: Date): Omit<ConnectionView, ShownAlone> {
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
      ({ resource, access, required, purpose, impact, result, checkedAt: when, addition }) => ({
        resource,
        access,
        required,
        purpose,
        impact,
        result,
        checkedAt: when,
        isToAllow: active !== null && isToAllow({ addition, result }, active.createdAt),
      }),
    ),
    newPermissions: newPermissionsView(loaded, at),
    isAgencyApplication: loaded.facts.isAgencyApplication,
    outage: loaded.facts.outage?.endedAt === null ? loaded.facts.outage.cause : null,
    changeAllowedUntil:
      row.changeAllowedUntil && at < row.changeAllowedUntil ? row.changeAllowedUntil : null,
    hasQuestion: hasQuestion(loaded),
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

function newPermissionsView(loaded: LoadedConnection, at: Date): ConnectionView["newPermissions"] {
  const found = newPermissionsOf(loaded, at);
  if (!found || !loaded.version) return null;
  const open = loaded.reauthorizations.find(({ doneAt }) => doneAt === null);
  return { ...found, note: loaded.version.note, declinedAt: open?.declinedAt ?? null };
}

/** Whether the account behind the staged grant waits for a person of the firm. */
function hasQuestion({ staged }: LoadedConnection): boolean {
  if (!staged) return false;
  if (staged.identityRefusedAt) return true;
  const isOpen = staged.identityReadAt !== null && staged.identityVerdict !== "confirmed";
  return isOpen && staged.contactConfirmedAt === null;
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
  at: Date,
): Promise<PendingView | null> {
  const { staged, active, row, firm, facts } = loaded;
  if (!staged) return null;
  const pending: PendingView = {
    grantId: staged.id,
    reason: "confirm_account",
    verdict: staged.identityVerdict,
    identity: identityOf(staged),
    beforeName: row.identityConfirmedAt ? row.accountName : null,
    signs: [],
    refused: active ? [] : facts.scopes.filter(isRefused).map(({ resource }) => resource),
    lost: [],
    isHandedOver: staged.handOverLinkId !== null,
  };
  if (staged.identityRefusedAt) {
    const isPlan = !active && isAllRefused(facts.scopes);
    return { ...pending, reason: isPlan ? "plan_suspected" : "account_unreadable" };
  }
  if (!staged.accountId) return null;
  if (staged.identityVerdict === "first") {
    const reason = staged.contactConfirmedAt ? "agency_confirms" : "confirm_account";
    return { ...pending, reason, signs: await signsOf(ctx, staged, firm, at) };
  }
  if (staged.identityVerdict !== "confirmed") return { ...pending, reason: "different_account" };
  if (!active) return null;
  const { lost } = await ctx.db.query((db) =>
    compareProof(db, { activeId: active.id, stagedId: staged.id }),
  );
  return lost.length > 0 ? { ...pending, reason: "fewer_permissions", lost } : null;
}

async function signsOf(
  ctx: Context,
  grant: GrantRow,
  firm: LoadedConnection["firm"],
  at: Date,
): Promise<SoftSign[]> {
  const [found] = await ctx.db.query((db) =>
    db
      .select({ contactEmail: people.email, developerEmail: developerAccounts.email })
      .from(people)
      .leftJoin(developerAccounts, eq(developerAccounts.firmId, firm.id))
      .where(eq(people.id, firm.mainContactId)),
  );
  if (!found) return [];
  const account = {
    name: grant.accountName ?? "",
    createdAt: grant.accountCreatedAt,
    userEmail: grant.userEmail,
    userIsOwner: grant.userIsOwner === "yes",
    hasSingleUser: grant.singleUser === "yes",
  };
  return softSigns(account, { ...found, name: firm.name }, at);
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
      .select({
        attempt: attempts,
        clientIdEnd: applications.clientIdEnd,
        ownerId: applications.firmId,
      })
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
    isAgencyApplication: found.ownerId === null,
  };
}

/** Of these firms, those of which somebody went to Clio a minute ago or longer, and is not back. */
export async function listLeftForClio(ctx: Context, firmIds: string[]): Promise<Set<string>> {
  for (const firmId of firmIds) requireAccessToFirm(ctx, firmId);
  if (firmIds.length === 0) return new Set();
  const at = await now(ctx);
  const last = await ctx.db.query((db) =>
    db
      .selectDistinctOn([attempts.firmId], {
        firmId: attempts.firmId,
        createdAt: attempts.createdAt,
        consumedAt: attempts.consumedAt,
        outcome: attempts.outcome,
      })
      .from(attempts)
      .where(inArray(attempts.firmId, firmIds))
      .orderBy(attempts.firmId, desc(attempts.createdAt)),
  );
  const isLeft = ({ createdAt, consumedAt, outcome }: (typeof last)[number]) =>
    consumedAt === null
      ? at.getTime() - createdAt.getTime() >= LEFT_AND_NOT_BACK_MS
      : outcome === "expired";
  return new Set(last.filter(isLeft).map(({ firmId }) => firmId));
}
