import { eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { grants, probeRuns } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { confirmPlan } from "@/lib/plan/confirm-plan";
import { recordEvent } from "@/lib/events/record-event";
import type { ProbeAnswer } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { Resource, ScopeResult } from "@/lib/vocabulary";
import { accessTokenFor } from "./access-token-for";
import { probesDueAt } from "./due-rules";
import { followReauthorization } from "./follow-reauthorization";
import { loadFacts, type LoadedConnection } from "./load-facts";
import { noteWorking } from "./note-working";
import { provenBoxes } from "./proven-boxes";
import { recomputeStatus } from "./recompute-status";
import { refreshConnection } from "./refresh-connection";
import { refusalLayer, type ScopeFacts } from "./rules";
import { saveCheck } from "./save-check";
import { spreadOf } from "./spread";
import type { GrantRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

type Answers = Map<Resource, ProbeAnswer>;
type LoadedRun = {
  grant: GrantRow;
  resources: Resource[];
  proven: Set<Resource>;
  /** Of resources that were added after the grant: what a refusal means, whoever the user is. */
  added: Map<Resource, ScopeResult>;
};
type Run = Omit<LoadedRun, "resources"> & { id: string };
type Trouble = "clio_unavailable" | "our_fault" | null;

/**
 * Tries every permission that the integration needs, all at once (a set has at most eleven, well
 * inside Clio's 50 a minute), and stores each result as it arrives. A transient failure never
 * overwrites a definite result. Ends the run with its event and the status. Safe to repeat.
 */
export async function runProbes(ctx: Context, runId: string): Promise<void> {
  await requireNotQuarantined(ctx);
  const { resources, ...loaded } = await loadRun(ctx, runId);
  const run = { id: runId, ...loaded };
  let trouble: Trouble = null;
  let answers: Answers = new Map();
  try {
    answers = await probeAll(ctx, run, resources);
    if ([...answers.values()].some(isEnded)) {
      answers = await afterRefresh(ctx, run, answers);
    }
    trouble = troubleOf(answers);
  } catch (thrown) {
    // A fault of ours (keys, database) says nothing of the connection: the run's deadline ends it.
    if (!(thrown instanceof AppError) || thrown.code !== "unavailable") throw thrown;
    ctx.log.warn({ err: thrown, run: runId }, "a probe run got no token");
    trouble = "clio_unavailable";
  }
  await finishRun(ctx, run, answers, trouble);
}

async function loadRun(ctx: Context, runId: string): Promise<LoadedRun> {
  return ctx.db.query(async (db) => {
    const [found] = await db
      .select({ grant: grants })
      .from(probeRuns)
      .innerJoin(grants, eq(grants.id, probeRuns.grantId))
      .where(eq(probeRuns.id, runId));
    if (!found) throw new AppError({ code: "not_found", message: `no probe run ${runId}` });
    const { grant } = found;
    const [loaded] = await loadFacts(db, [grant.firmId]);
    const resources = [...new Set((loaded?.scopes ?? []).map(({ resource }) => resource))];
    const added = loaded?.active?.id === grant.id ? addedSince(loaded, grant) : new Map();
    return { grant, resources, proven: await provenBoxes(db, grant), added };
  });
}

/**
 * Resources of which nothing was asked for when the grant was authorized. That it lacks them is no fault
 * of a box or a right: in the agency's application the box is proven, in the firm's own it is still to tick.
 */
function addedSince(
  { scopes, facts }: LoadedConnection,
  { createdAt }: GrantRow,
): Map<Resource, ScopeResult> {
  const isOld = ({ addition }: ScopeFacts) => addition === null || createdAt >= addition.addedAt;
  const old = new Set(scopes.filter(isOld).map(({ resource }) => resource));
  const meaning = facts.isAgencyApplication ? "refused" : "missing_in_application";
  return new Map(
    scopes.flatMap(({ resource }) => (old.has(resource) ? [] : [[resource, meaning] as const])),
  );
}

async function probeAll(ctx: Context, run: Run, resources: Resource[]): Promise<Answers> {
  const { grant } = run;
  const provider = watchedClio(ctx);
  const accessToken = await accessTokenFor(ctx, grant.id);
  const entries = await Promise.all(
    resources.map(async (resource) => {
      const answer = await provider.probe({ region: grant.region, accessToken, resource });
      const layer = layerOf(run, resource);
      await saveCheck(ctx, { grant, resource, runId: run.id, answer, layer });
      return [resource, answer] as const;
    }),
  );
  return new Map(entries);
}

/** Clio said the token is over: renew it once, and ask again only what was answered so. */
async function afterRefresh(ctx: Context, run: Run, answers: Answers): Promise<Answers> {
  const outcome = await refreshConnection(ctx, { grantId: run.grant.id, force: true });
  if (outcome.kind !== "refreshed") return answers;
  const ended = [...answers].filter(([, answer]) => isEnded(answer)).map(([resource]) => resource);
  return new Map([...answers, ...(await probeAll(ctx, run, ended))]);
}

function layerOf({ grant, proven, added }: Run, resource: Resource): ScopeResult {
  const meaning = added.get(resource);
  if (meaning) return meaning;
  const isOwner = grant.userIsOwner === "unknown" ? null : grant.userIsOwner === "yes";
  const user = { isOwner, roles: grant.userRoles ?? [] };
  return refusalLayer(resource, user, proven.has(resource));
}

function isEnded(answer: ProbeAnswer): boolean {
  return !answer.ok && answer.kind === "ended";
}

function troubleOf(answers: Answers): Trouble {
  const failures = [...answers.values()].flatMap((answer) =>
    !answer.ok && answer.kind === "failed" ? [answer.failure] : [],
  );
  if (failures.some((failure) => failure.class === "misconfigured")) return "our_fault";
  return failures.length > 0 ? "clio_unavailable" : null;
}

async function finishRun(
  ctx: Context,
  run: Run,
  answers: Answers,
  trouble: Trouble,
): Promise<void> {
  const { grant, added } = run;
  const at = await now(ctx);
  const { connectionId } = grant;
  const all = [...answers.values()];
  const worked = all.filter((answer) => answer.ok).length;
  // What nobody has asked Clio for yet fails nothing.
  const isRefused = [...answers].some(
    ([resource, answer]) => !answer.ok && answer.kind === "refused" && !added.has(resource),
  );
  const isAnswered = trouble === null && !all.some(isEnded);
  await ctx.db.transaction(async (tx) => {
    await tx.update(probeRuns).set({ finishedAt: at, trouble }).where(eq(probeRuns.id, run.id));
    const isWorking = isAnswered && !isRefused;
    const failingSince = await noteWorking(tx, { connectionId, isWorking, at });
    const dueAt = probesDueAt({ isAnswered, isRefused, failingSince }, spreadOf(connectionId), at);
    await tx
      .update(grants)
      .set({ probesDueAt: dueAt, ...(worked > 0 && { lastSuccessAt: at }) })
      .where(eq(grants.id, grant.id));
    // An account that Clio does not name may be anybody's: it says nothing of the firm's plan.
    if (worked > 0 && grant.identityReadAt) {
      await confirmPlan(tx, ctx, { firmId: grant.firmId, at });
    }
    await recordEvent(tx, ctx, {
      kind: "connection.checked",
      firmId: grant.firmId,
      data: { grant: grant.id, asked: answers.size, worked, trouble },
    });
    if (grant.state === "active") {
      await followReauthorization(tx, ctx, { firmId: grant.firmId, at, isTried: true });
    }
    await recomputeStatus(tx, ctx, grant.firmId, at);
  });
}
