import { and, eq } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import type { GrantRow } from "./tokens-at-rest";

/** The grant of a firm that waits for a decision. Throws `conflict` when there is none. */
export async function requireStagedOf(ctx: Context, firmId: string): Promise<GrantRow> {
  const [grant] = await ctx.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, firmId), eq(grants.state, "staged"))),
  );
  if (grant) return grant;
  throw new AppError({
    code: "conflict",
    message: `nothing is staged at ${firmId}`,
    human: "There is nothing to decide any more. This page shows how your connection is now.",
  });
}
