import { eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { firms, grants, probeRuns } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { confirmPlan } from "@/lib/plan/confirm-plan";
import { recordEvent } from "@/lib/events/record-event";
import { loadCurrentScopes } from "@/lib/integrations/queries";
import type { ProbeAnswer } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { Resource } from "@/lib/vocabulary";
import { accessTokenFor } from "./access-token-for";
import { probesDueAt } from "./due-rules";
import { noteWorking } from "./note-working";
import { provenBoxes } from "./proven-boxes";
import { recomputeStatus } from "./recompute-status";
import { refreshConnection } from "./refresh-connection";
import { refusalLayer } from "./rules";
import { saveCheck } from "./save-check";
import { spreadOf } from "./spread";
import type { GrantRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

type Answers = Map<Resource, ProbeAnswer>;
type LoadedRun = { grant: GrantRow; resources: Resource[]; proven: Set<Resource> };
type Run = { id: string; grant: GrantRow; proven: Set<Resource> };
type Trouble = "clio_unavailable" | "our_fault" | null;

/**
 * Tries every permission that the integration needs, all at once (a set has at most eleven, well
 * inside Clio's 50 a minute), and stores each result as it arrives. A transient failure never
 * overwrites a definite result. Ends the run with its event and the status. Safe to repeat.
 */
export async function runProbes(ctx: Context, runId: string): Promise<void> {
  await requireNotQuarantined(ctx);
  const { grant, resources, proven } = await loadRun(ctx, runId);
  let trouble: Trouble = null;
  let answers: Answers = new Map();
  try {
    const run = { id: runId, grant, proven };
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
  await finishRun(ctx, runId, grant, answers, trouble);
}

async function loadRun(ctx: Context, runId: string): Promise<LoadedRun> {
  return ctx.db.query(async (db) => {
    const [found] = await db
      .select({ grant: grants, integrationId: firms.integrationId })
      .from(probeRuns)
      .innerJoin(grants, eq(grants.id, probeRuns.grantId))
      .innerJoin(firms, eq(firms.id, grants.firmId))
      .where(eq(probeRuns.id, runId));
    if (!found) throw new AppError({ code: "not_found", message: `no probe run ${runId}` });
    const sets = await loadCurrentScopes(db, [found.integrationId]);
    const lines = sets.get(found.integrationId)?.scopes ?? [];
    const resources = [...new Set(lines.map(({ resource }) => resource))];
    return { grant: found.grant, resources, proven: await provenBoxes(db, found.grant) };
  });
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

function layerOf({ grant, proven }: Run, resource: Resource) {
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
  runId: string,
  grant: GrantRow,
  answers: Answers,
  trouble: Trouble,
): Promise<void> {
  const at = await now(ctx);
  const { connectionId } = grant;
  const all = [...answers.values()];
  const worked = all.filter((answer) => answer.ok).length;
  const isRefused = all.some((answer) => !answer.ok && answer.kind === "refused");
  const isAnswered = trouble === null && !all.some(isEnded);
  await ctx.db.transaction(async (tx) => {
    await tx.update(probeRuns).set({ finishedAt: at, trouble }).where(eq(probeRuns.id, runId));
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
    await recomputeStatus(tx, ctx, grant.firmId, at);
  });
}
