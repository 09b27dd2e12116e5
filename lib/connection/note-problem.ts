import { and, eq, isNull, isNotNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { problems } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import type { ProblemKind } from "@/lib/vocabulary";
import type { LoadedConnection } from "./load-facts";
import { endOfProblems, firstMail, isConfirmed, problemOf } from "./problem-rules";
import { isMet, type StatusFacts } from "./rules";

type Problem = typeof problems.$inferSelect;

/**
 * Follows a connection's status with what the firm has to mend: opens a problem, believes it with a
 * second failing check, and closes all of them when the connection works or was ended on purpose. Mails
 * nobody: `sweepProblems` does, so that what is mended within a quarter of an hour stays unmailed.
 */
export async function noteProblem(
  tx: Queryable,
  ctx: Context,
  input: { loaded: LoadedConnection; status: StatusFacts; at: Date },
): Promise<void> {
  const { loaded, status, at } = input;
  const { id: connectionId, firmId } = loaded.row;
  const kind = problemOf(status);
  const open = await tx
    .select()
    .from(problems)
    .where(and(eq(problems.connectionId, connectionId), isNull(problems.closedAt)));
  const how = endOfProblems(status);
  if (how) return closeAll(tx, ctx, { connectionId, firmId, open, how, at });
  if (!kind) return;
  const same = open.find((one) => one.kind === kind);
  const isInUse = loaded.active !== null;
  if (!same) return openProblem(tx, ctx, { connectionId, firmId, kind, isInUse, at });
  if (!isConfirmed(same, lastFailedCheck(loaded))) return;
  await tx
    .update(problems)
    .set({ confirmedAt: at, nextMailAt: at })
    .where(and(eq(problems.id, same.id), isNull(problems.confirmedAt)));
}

/** The newest definite answer about a required permission that does not hold. */
function lastFailedCheck({ active, scopes, facts }: LoadedConnection): Date | null {
  const times = scopes
    .filter((scope) => scope.required && active)
    .filter((scope) => !isMet(scope, active?.createdAt ?? new Date(0), facts.boxesConfirmedAt))
    .flatMap(({ checkedAt }) => (checkedAt ? [checkedAt.getTime()] : []));
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

async function openProblem(
  tx: Queryable,
  ctx: Context,
  input: {
    connectionId: string;
    firmId: string;
    kind: ProblemKind;
    isInUse: boolean;
    at: Date;
  },
): Promise<void> {
  const { connectionId, firmId, kind, isInUse, at } = input;
  const opened = await tx
    .insert(problems)
    .values({
      id: newId("problem"),
      firmId,
      connectionId,
      kind,
      openedAt: at,
      ...firstMail(kind, at, isInUse),
    })
    .onConflictDoNothing()
    .returning({ id: problems.id });
  for (const { id } of opened) {
    await recordEvent(tx, ctx, { kind: "problem.opened", firmId, data: { problem: id, kind } });
  }
}

/** A problem that was mailed leaves its recovery due; one that was given up leaves nothing. */
async function closeAll(
  tx: Queryable,
  ctx: Context,
  input: {
    connectionId: string;
    firmId: string;
    open: Problem[];
    how: "mended" | "given_up";
    at: Date;
  },
): Promise<void> {
  const { connectionId, firmId, open, how, at } = input;
  for (const { id, kind, mailsSent } of open) {
    const isRecoveryDue = how === "mended" && mailsSent > 0;
    const closed = await tx
      .update(problems)
      .set({ closedAt: at, nextMailAt: isRecoveryDue ? at : null })
      .where(and(eq(problems.id, id), isNull(problems.closedAt)))
      .returning({ id: problems.id });
    if (closed.length === 0) continue;
    const data = { problem: id, kind, how };
    await recordEvent(tx, ctx, { kind: "problem.closed", firmId, data });
  }
  if (how === "mended") return;
  // What worked again before it was ended is no news any more.
  await tx
    .update(problems)
    .set({ nextMailAt: null })
    .where(and(eq(problems.connectionId, connectionId), isNotNull(problems.nextMailAt)));
}
