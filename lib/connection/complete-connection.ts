import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { redirectUri } from "@/lib/applications/addresses";
import { openKeys, type ApplicationRow } from "@/lib/applications/keys";
import { now, requireFirm, type Context } from "@/lib/context";
import { hashToken } from "@/lib/crypto/hash";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { applications, attempts } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import type { CallbackAnswer, Failure, TokenSet } from "@/lib/providers/provider";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import type { AttemptOutcome } from "@/lib/vocabulary";
import { noteDeclined } from "./note-declined";
import { recomputeStatus } from "./recompute-status";
import { settleStaged } from "./settle-staged";
import { stageGrant } from "./stage-grant";
import { tellOfOurKeys } from "./tell-of-our-keys";
import { openVerifier, type AttemptRow } from "./tokens-at-rest";
import { watchedClio } from "./watched-clio";

const MAX_DETAIL = 200;

/** The return was not one of this person, firm and browser, or came too late: nothing was sent. */
export type CompletedConnection =
  | { kind: "ended"; attemptId: string }
  | { kind: "not_yours" }
  /** A reload or Back: the page shows how the attempt ended, or that it is still at work. */
  | { kind: "handled_before"; attemptId: string };

/**
 * Takes the return from Clio's approval screen. The attempt is claimed by one conditional UPDATE for
 * this person, firm and browser; only the one who claims it sends the code, at most once. Whatever
 * happens then is written to the attempt as its outcome; no failure of Clio's is thrown.
 */
export async function completeConnection(
  ctx: Context,
  input: { parameters: URLSearchParams; browserToken: string | null },
): Promise<CompletedConnection> {
  const { firmId, personId } = requireFirm(ctx);
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  const states = input.parameters.getAll("state");
  const [state] = states;
  if (states.length !== 1 || !state || !input.browserToken) return { kind: "not_yours" };
  const mine = and(
    eq(attempts.stateHash, hashToken(state)),
    eq(attempts.browserHash, hashToken(input.browserToken)),
    eq(attempts.personId, personId),
    eq(attempts.firmId, firmId),
  );
  const repeated = ["code", "error", "iss"].some(
    (name) => input.parameters.getAll(name).length > 1,
  );
  if (repeated) return { kind: "not_yours" };
  const [claimed] = await ctx.db.query((db) =>
    db
      .update(attempts)
      .set({ consumedAt: sql`now()` })
      .where(and(mine, isNull(attempts.consumedAt), gt(attempts.expiresAt, sql`now()`)))
      .returning(),
  );
  if (!claimed) return endUnclaimed(ctx, mine);

  const provider = watchedClio(ctx);
  const answer = provider.readCallback({
    region: claimed.region,
    parameters: input.parameters,
    state,
  });
  if (answer.kind === "code") await exchangeOrEnd(ctx, claimed, answer.code);
  else await endAttempt(ctx, claimed, outcomeOf(answer), detailOf(answer));
  return { kind: "ended", attemptId: claimed.id };
}

/** Too late, already used, or not theirs. An attempt of their own that timed out gets its ending. */
async function endUnclaimed(
  ctx: Context,
  mine: ReturnType<typeof and>,
): Promise<CompletedConnection> {
  const [row] = await ctx.db.query((db) => db.select().from(attempts).where(mine));
  if (!row) return { kind: "not_yours" };
  if (!row.consumedAt) await endAttempt(ctx, row, "expired", null);
  return { kind: "handled_before", attemptId: row.id };
}

function outcomeOf(answer: Exclude<CallbackAnswer, { kind: "code" }>): AttemptOutcome {
  return answer.kind === "declined" ? "declined" : "answer_refused";
}

function detailOf(answer: Exclude<CallbackAnswer, { kind: "code" }>): string | null {
  return answer.kind === "declined" ? null : answer.code;
}

/**
 * What the trip was for may be gone by now: the keys were withdrawn, the firm disconnected, or a newer
 * trip came back first. Then this one is over like one that came too late.
 */
async function exchangeOrEnd(ctx: Context, attempt: AttemptRow, code: string): Promise<void> {
  try {
    await exchange(ctx, attempt, code);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "conflict") throw thrown;
    ctx.log.info({ err: thrown, attempt: attempt.id }, "a trip to Clio was overtaken");
    await endAttempt(ctx, attempt, "expired", "overtaken");
  }
}

async function exchange(ctx: Context, attempt: AttemptRow, code: string): Promise<void> {
  const [application] = await ctx.db.query((db) =>
    db.select().from(applications).where(eq(applications.id, attempt.applicationId)),
  );
  if (!application)
    throw new AppError({ code: "internal", message: `no application of ${attempt.id}` });
  const provider = watchedClio(ctx);
  const opened = await openOrGiveBack(ctx, attempt, application);
  const send = () =>
    provider.exchangeCode({
      region: attempt.region,
      redirectUri: redirectUri(ctx.env),
      code,
      ...opened,
    });
  let answer: { ok: true; tokens: TokenSet } | Failure = await send();
  // Once more only when it is certain that nothing left our side: a code is sent at most once.
  if (!answer.ok && !answer.sent) answer = await send();
  if (!answer.ok) {
    await endFailedExchange(ctx, attempt, application, answer);
    return;
  }
  const grantId = await stageGrant(ctx, attempt, answer.tokens);
  const outcome = await settleStaged(ctx, grantId);
  await endAttempt(ctx, attempt, outcome, null);
}

/**
 * What the exchange needs, opened. When this process lacks the key, the attempt is free again: nothing
 * was sent, so loading the page once more goes on where another process, or this one later, can.
 */
async function openOrGiveBack(ctx: Context, attempt: AttemptRow, application: ApplicationRow) {
  try {
    return { keys: openKeys(ctx, application), codeVerifier: openVerifier(ctx, attempt) };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "keys_unavailable") {
      await ctx.db.query((db) =>
        db
          .update(attempts)
          .set({ consumedAt: null })
          .where(and(eq(attempts.id, attempt.id), isNull(attempts.outcome))),
      );
    }
    throw thrown;
  }
}

async function endFailedExchange(
  ctx: Context,
  attempt: AttemptRow,
  application: ApplicationRow,
  failure: Failure,
): Promise<void> {
  if (failure.code !== "invalid_client") {
    const outcome = failure.class === "rejected" ? "expired" : "clio_unavailable";
    await endAttempt(ctx, attempt, outcome, `${failure.class} ${failure.code}`);
    return;
  }
  // The same pair was accepted before: then the redirect URI saved in Clio differs from ours.
  const wasAccepted = application.keyAcceptedAt !== null;
  if (!wasAccepted) {
    const at = await now(ctx);
    await ctx.db.transaction(async (tx) => {
      await tx
        .update(applications)
        .set({ keyCheck: "refused", keyCheckedAt: at })
        .where(eq(applications.id, attempt.applicationId));
      await recordEvent(tx, ctx, {
        kind: "keys.checked",
        firmId: attempt.firmId,
        data: { application: attempt.applicationId, answer: "refused" },
      });
      await recomputeStatus(tx, ctx, attempt.firmId, at);
    });
  }
  if (application.firmId === null) {
    const at = await now(ctx);
    await ctx.db.transaction((tx) => tellOfOurKeys(tx, ctx, attempt, at));
  }
  await endAttempt(ctx, attempt, "keys_refused", wasAccepted ? "redirect_uri" : "invalid_client");
}

async function endAttempt(
  ctx: Context,
  attempt: AttemptRow,
  outcome: AttemptOutcome,
  detail: string | null,
): Promise<void> {
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(attempts)
      .set({
        consumedAt: sql`coalesce(${attempts.consumedAt}, now())`,
        outcome,
        outcomeAt: sql`now()`,
        detail: detail?.slice(0, MAX_DETAIL) ?? null,
        verifierSealed: null,
      })
      .where(eq(attempts.id, attempt.id));
    await recordEvent(tx, ctx, {
      kind: "connection.attempt_ended",
      firmId: attempt.firmId,
      data: { attempt: attempt.id, outcome, detail },
    });
    if (outcome === "declined") await noteDeclined(tx, ctx, { firmId: attempt.firmId, at });
  });
}
