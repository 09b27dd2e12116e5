import { and, eq, ne } from "drizzle-orm";
import { now, requireMember, type Context } from "@/lib/context";
import { applications, attempts, grants } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { requireCode } from "@/lib/identity/mailed-code";
import { disconnect } from "./disconnect";
import { expireAttempts } from "./expire-attempts";
import { recomputeStatus } from "./recompute-status";

/**
 * The firm takes its keys back: what is connected is disconnected, then every key of the firm is
 * overwritten. Throws as `requireCode` and `disconnect` do.
 */
export async function withdrawKeys(ctx: Context): Promise<void> {
  const { firmId } = requireMember(ctx);
  await requireCode(ctx);
  const [connected] = await ctx.db.query((db) =>
    db
      .select({ id: grants.id })
      .from(grants)
      .where(and(eq(grants.firmId, firmId), ne(grants.state, "retired")))
      .limit(1),
  );
  if (connected) await disconnect(ctx);
  const at = await now(ctx);
  await ctx.db.transaction(async (tx) => {
    await tx
      .update(applications)
      .set({
        clientIdSealed: null,
        clientId: null,
        clientIdEnd: null,
        clientIdDigest: null,
        clientSecretSealed: null,
        refusedPairDigest: null,
        keysStoredAt: null,
        keysStoredBy: null,
        keyCheck: "not_checked",
        keyCheckedAt: null,
        keyAcceptedAt: null,
        reviewNeededAt: null,
      })
      .where(eq(applications.firmId, firmId));
    await expireAttempts(tx, ctx, eq(attempts.firmId, firmId), at);
    await recordEvent(tx, ctx, { kind: "keys.withdrawn", firmId, data: {} });
    await recomputeStatus(tx, ctx, firmId, at);
  });
}
