import { and, eq, isNull, lte } from "drizzle-orm";
import { AppError } from "@/lib/errors";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firms, integrations, problems } from "@/lib/db/schema";
import { createLink } from "@/lib/identity/create-link";
import type { Letter } from "@/lib/mail/letter";
import { letterhead } from "@/lib/mail/letterhead";
import { queueForContact } from "@/lib/mail/queue-for-all";
import { accessEndedMail, problemMail } from "@/lib/mail/templates/problem-mails";
import { loadSettings } from "@/lib/settings/queries";
import { tellStaff } from "@/lib/mail/tell-staff";
import { loadFacts } from "./load-facts";
import { afterMail, daysSinceFirst, layerOf } from "./problem-rules";
import { isMet, type ScopeFacts } from "./rules";

type Problem = typeof problems.$inferSelect;

/**
 * Queues one mail about a problem that is due and notes when the next one is. A conditional UPDATE
 * decides between two sweeps. With the last mail staff are told.
 */
export async function mailProblem(ctx: Context, problem: Problem, at: Date): Promise<void> {
  const { id, firmId, kind } = problem;
  const mailsSent = problem.mailsSent + 1;
  const confirmedAt = problem.confirmedAt ?? at;
  const { problemMailDays } = await loadSettings(ctx);
  const { nextMailAt, isLast } = afterMail(
    { mailsSent, firstMailAt: confirmedAt },
    at,
    problemMailDays,
  );
  await ctx.db.transaction(async (tx) => {
    const claimed = await tx
      .update(problems)
      .set({
        mailsSent,
        confirmedAt,
        nextMailAt,
        lastMailAt: at,
        ...(isLast && { staffToldAt: at }),
      })
      .where(
        and(
          eq(problems.id, id),
          eq(problems.mailsSent, problem.mailsSent),
          isNull(problems.closedAt),
          lte(problems.nextMailAt, at),
        ),
      )
      .returning({ id: problems.id });
    if (claimed.length === 0) return;
    const letter = await letterOf(tx, ctx, { problem, isLast, at });
    await queueForContact(tx, ctx, {
      kind: kind === "access_ended" ? "access_ended" : "problem",
      firmId,
      causeKey: `problem:${id}:${mailsSent}`,
      letter,
    });
    if (!isLast) return;
    await tellStaff(tx, ctx, {
      firmId,
      causeKey: `problem:${id}`,
      subject: "a problem goes on",
      sentence: `We have written to the firm ${mailsSent} times about a problem with its connection, and it is still so. The portal writes no more about it: please get in touch with the firm.`,
    });
  });
}

async function letterOf(
  tx: Queryable,
  ctx: Context,
  { problem, isLast, at }: { problem: Problem; isLast: boolean; at: Date },
): Promise<Letter> {
  const { firmId, kind } = problem;
  const [loaded] = await loadFacts(tx, [firmId]);
  if (!loaded) {
    throw new AppError({ code: "not_found", message: `no connection of firm ${firmId}` });
  }
  const head = {
    ...(await letterhead(tx, ctx, firmId)),
    integrationName: await integrationNameOf(tx, firmId),
    daysSinceFirst: daysSinceFirst(problem, at),
    isLast,
  };
  const { active, facts, firm, scopes } = loaded;
  if (kind === "access_ended") {
    const { token } = await createLink(tx, ctx, {
      purpose: "reauthorize",
      personId: firm.mainContactId,
      firmId,
      at,
    });
    const link = `${ctx.env.PORTAL_URL}/l/${token}`;
    return accessEndedMail({ ...head, reason: active?.endedReason ?? "revoked", link });
  }
  const since = active?.createdAt ?? at;
  const isTheirs = (scope: ScopeFacts) =>
    scope.required &&
    !isMet(scope, since, facts.boxesConfirmedAt) &&
    // A box of our own application is not the firm's to tick.
    !(facts.isAgencyApplication && scope.result === "missing_in_application");
  const missing = scopes
    .filter(isTheirs)
    .map((scope) => ({ ...scope, layer: layerOf(scope.result) }));
  return problemMail({ ...head, kind, missing });
}

/** What of the agency's the firm uses: in a mail it is named, for a firm may have two. */
export async function integrationNameOf(tx: Queryable, firmId: string): Promise<string> {
  const [row] = await tx
    .select({ name: integrations.name })
    .from(firms)
    .innerJoin(integrations, eq(integrations.id, firms.integrationId))
    .where(eq(firms.id, firmId));
  return row?.name ?? "";
}
