import { and, eq, gt, isNull } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { hashToken, isEqualText } from "@/lib/crypto/hash";
import type { Queryable } from "@/lib/db/client";
import { links, people, reauthorizations } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { handOverSteps, type HandOverStep, type LinkPurpose } from "@/lib/vocabulary";
import { findLink, type LinkRow } from "./look-at-link";
import { mayUseLinks } from "./may-use-links";
import { consumeRateLimit, consumeUnknownLink } from "./rate-limit";
import { HAND_OVER_SESSION_SECONDS, SESSION_IDLE_SECONDS, SESSION_LIFE_SECONDS } from "./rules";
import { STAFF_IDLE_SECONDS, STAFF_LIFE_SECONDS } from "./staff-rules";
import { startSession } from "./start-session";

export type ContinuedLink = {
  sessionToken: string;
  isStaff: boolean;
  purpose: LinkPurpose;
  /** Of a handed-over step. */
  step: HandOverStep | null;
};

const CONTINUES_PER_HOUR = 20;
const HOUR_SECONDS = 3600;

/**
 * Starts a session by a link: the answer to pressing Continue. An invitation may be used again until
 * it ends, one of staff's once; a sign-in link once, and only in the browser that asked for it. Returns
 * the session's token, which is to be had only now, and what the link was for.
 *
 * Throws `not_found` for an unknown link, `expired` for one that is over, `forbidden` for another
 * browser's, `rate_limited` after 20 in an hour, and after 10 unknown ones in 10 minutes from a network.
 */
export async function continueLink(
  ctx: Context,
  input: {
    token: string;
    browserToken: string | null;
    network: string;
    /** The session that this browser had until now: it ends, nothing is merged (LK-08). */
    previousSessionId: string | null;
    /** In words: `browserName`. */
    browser?: string;
  },
): Promise<ContinuedLink> {
  const link = await findLink(ctx, input.token);
  if (!link) {
    await consumeUnknownLink(ctx, input.network);
    throw new AppError({ code: "not_found", message: "an unknown link was continued" });
  }
  await consumeRateLimit(ctx, {
    key: `continue:${link.id}`,
    limit: CONTINUES_PER_HOUR,
    windowSeconds: HOUR_SECONDS,
  });
  requireSameBrowser(link, input.browserToken);
  const at = await now(ctx);
  return ctx.db.transaction(async (tx) => {
    if (link.purpose === "reauthorize" && link.firmId) await noteOpened(tx, link.firmId, at);
    const [person] = await tx.select().from(people).where(eq(people.id, link.personId));
    const isStaff = person?.kind === "staff";
    const isForOnce = isStaff || link.purpose === "sign_in";
    if (isStaff && !(await mayUseLinks(tx, ctx, person.id))) throw over(link);
    const [claimed] = await tx
      .update(links)
      .set({ openedAt: link.openedAt ?? at, ...(isForOnce && { spentAt: at }) })
      .where(
        and(
          eq(links.id, link.id),
          isNull(links.revokedAt),
          isNull(links.spentAt),
          gt(links.expiresAt, at),
        ),
      )
      .returning({ id: links.id });
    if (!claimed || !person || person.disabledAt) throw over(link);
    const lifeSeconds = isStaff
      ? STAFF_LIFE_SECONDS
      : link.purpose === "hand_over"
        ? HAND_OVER_SESSION_SECONDS
        : SESSION_LIFE_SECONDS;
    const sessionToken = await startSession(tx, ctx, {
      personId: person.id,
      firmId: link.firmId,
      linkId: link.id,
      method: "link",
      browser: input.browser ?? null,
      idleSeconds: isStaff ? STAFF_IDLE_SECONDS : SESSION_IDLE_SECONDS,
      lifeSeconds,
      previousSessionId: input.previousSessionId,
      at,
    });
    const { purpose } = link;
    const step = handOverSteps.find((one) => one === link.step) ?? null;
    return { sessionToken, isStaff, purpose, step };
  });
}

/** The firm has seen what it is asked to allow: staff's campaign shows it. */
async function noteOpened(tx: Queryable, firmId: string, at: Date): Promise<void> {
  await tx
    .update(reauthorizations)
    .set({ openedAt: at })
    .where(
      and(
        eq(reauthorizations.firmId, firmId),
        isNull(reauthorizations.doneAt),
        isNull(reauthorizations.openedAt),
      ),
    );
}

function requireSameBrowser(link: LinkRow, browserToken: string | null): void {
  if (link.browserHash === null) return;
  if (browserToken && isEqualText(hashToken(browserToken), link.browserHash)) return;
  throw new AppError({
    code: "forbidden",
    message: `link ${link.id} was opened in another browser`,
    human: "Open this link in the browser in which you asked for it, or ask for a new one here.",
  });
}

function over(link: LinkRow): AppError {
  return new AppError({
    code: "expired",
    message: `link ${link.id} is over`,
    human: "This link is no longer valid. Ask for a new one below.",
  });
}
