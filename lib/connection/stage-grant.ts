import { eq } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { attempts, connections, grants } from "@/lib/db/schema";
import { newId } from "@/lib/ids";
import type { TokenSet } from "@/lib/providers/provider";
import { retireStaged } from "./retire-grant";
import { recomputeStatus } from "./recompute-status";
import { sealTokens, type AttemptRow } from "./tokens-at-rest";

/**
 * Stores new tokens as the connection's staged grant, before anything else is asked: from here on
 * nothing is lost whatever fails. A staged grant that was waiting gives way. Returns the grant's id.
 */
export async function stageGrant(
  ctx: Context,
  attempt: AttemptRow,
  tokens: TokenSet,
): Promise<string> {
  const at = await now(ctx);
  const { firmId, connectionId } = attempt;
  const row = { id: newId("grant"), firmId, connectionId };
  await ctx.db.transaction(async (tx) => {
    // Two returns at once come one after the other, and before or after a decision.
    await tx
      .select()
      .from(connections)
      .where(eq(connections.id, attempt.connectionId))
      .for("update");
    await retireStaged(tx, attempt.connectionId, at, "replaced");
    await tx.insert(grants).values({
      ...row,
      ...sealTokens(ctx, row, tokens, at),
      applicationId: attempt.applicationId,
      scopeSetId: attempt.scopeSetId,
      personId: attempt.personId,
      handOverLinkId: attempt.handOverLinkId,
      region: attempt.region,
      state: "staged",
      createdAt: at,
    });
    await tx.update(attempts).set({ grantId: row.id }).where(eq(attempts.id, attempt.id));
    await recomputeStatus(tx, ctx, attempt.firmId, at);
  });
  return row.id;
}
