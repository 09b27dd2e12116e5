import { and, eq, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { webhookDeliveries, webhookEndpoints, webhookMessages } from "@/lib/db/schema";
import type { Secret } from "@/lib/logger";
import { requireNotQuarantined } from "@/lib/settings/quarantine";
import { dueJobs, isDue, isOpen } from "./due-jobs";
import { noteTry } from "./note-try";
import { postMessage } from "./post-message";
import { openSecrets } from "./secrets";
import { signMessage } from "./sign-message";

/** To one endpoint from one process: a receiver that hangs holds so many connections and no more. */
const AT_ONCE = 5;
/** After this it makes place for other endpoints, and is due again when there is more. */
const TURN_MS = 1000;
/**
 * A claim that is older was left behind by a process that died. Longer than any try takes
 * (`CALL_TIMEOUT_MS`) with what is written about it.
 */
export const CLAIM_LIFE_SECONDS = 60;

type Endpoint = typeof webhookEndpoints.$inferSelect;

/** The endpoints that this process is sending to, and whether one of them was asked for again meanwhile. */
const atWork = new Map<string, { isAskedAgain: boolean }>();

/**
 * Sends what is due to one endpoint, several messages at once, for about a second. May be called for each
 * message: a call during another one only has it look again. Sends nothing to an endpoint that is paused,
 * disabled or removed; what is due there waits. Throws `keys_unavailable` before anything is claimed.
 */
export async function sendMessages(
  ctx: Context,
  { endpointId }: { endpointId: string },
): Promise<void> {
  const turn = atWork.get(endpointId);
  if (turn) {
    turn.isAskedAgain = true;
    return;
  }
  const mine = { isAskedAgain: false };
  atWork.set(endpointId, mine);
  try {
    await takeTurn(ctx, endpointId);
    do {
      mine.isAskedAgain = false;
      await queueNextTurn(ctx, endpointId);
    } while (mine.isAskedAgain);
  } finally {
    atWork.delete(endpointId);
  }
}

async function takeTurn(ctx: Context, endpointId: string): Promise<void> {
  requireRightKeys(ctx.ring);
  await requireNotQuarantined(ctx);
  const endpoint = await findOpen(ctx, endpointId);
  if (!endpoint) return;
  const secrets = await openSecrets(ctx, endpointId);
  const endsAt = performance.now() + TURN_MS;
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    while (performance.now() < endsAt && (await sendOne(ctx, endpoint, secrets)));
  });
  await Promise.all(lanes);
}

const queueNextTurn = (ctx: Context, endpointId: string) =>
  ctx.db.transaction(async (tx) => ctx.jobs.send(tx, "webhook", await dueJobs(tx, endpointId)));

async function findOpen(ctx: Context, endpointId: string): Promise<Endpoint | null> {
  const [endpoint] = await ctx.db.query((db) =>
    db
      .select()
      .from(webhookEndpoints)
      .where(and(eq(webhookEndpoints.id, endpointId), isOpen)),
  );
  return endpoint ?? null;
}

/** Claims one delivery and tries it. Returns whether there was one. */
async function sendOne(ctx: Context, endpoint: Endpoint, secrets: Secret[]): Promise<boolean> {
  const [claimed] = await ctx.db.query((db) => {
    const due = db
      .select({ id: webhookDeliveries.id })
      .from(webhookDeliveries)
      .innerJoin(webhookEndpoints, eq(webhookEndpoints.id, webhookDeliveries.endpointId))
      .where(and(eq(webhookDeliveries.endpointId, endpoint.id), isDue, isOpen))
      .orderBy(webhookDeliveries.nextTryAt)
      .limit(1)
      .for("update", { of: webhookDeliveries, skipLocked: true });
    return db
      .update(webhookDeliveries)
      .set({
        tries: sql`${webhookDeliveries.tries} + 1`,
        nextTryAt: sql`now() + make_interval(secs => ${CLAIM_LIFE_SECONDS})`,
      })
      .from(webhookMessages)
      .where(
        and(
          eq(webhookDeliveries.id, sql`(${due})`),
          eq(webhookMessages.id, webhookDeliveries.messageId),
        ),
      )
      .returning({
        delivery: {
          id: webhookDeliveries.id,
          firmId: webhookDeliveries.firmId,
          tries: webhookDeliveries.tries,
        },
        message: {
          id: webhookMessages.id,
          type: webhookMessages.kind,
          at: webhookMessages.at,
          data: webhookMessages.data,
        },
        sentAt: sql<string>`now()`,
      });
  });
  if (!claimed) return false;
  const { delivery, message, sentAt } = claimed;
  const begun = performance.now();
  const result = await postMessage(
    { url: endpoint.url, allowPrivate: ctx.env.WEBHOOKS_ALLOW_PRIVATE === "on" },
    signMessage(message, secrets, new Date(sentAt)),
  );
  const tookMs = Math.round(performance.now() - begun);
  await noteTry(ctx, { endpoint, delivery, result, tookMs });
  return true;
}
