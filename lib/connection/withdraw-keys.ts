import { and, eq, ne } from "drizzle-orm";
import { now, requireMember, type Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
import { requireCode } from "@/lib/identity/mailed-code";
import { disconnect } from "./disconnect";
import { overwriteKeys } from "./end-connection";

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
  await ctx.db.transaction((tx) => overwriteKeys(tx, ctx, { firmId, at }));
}
