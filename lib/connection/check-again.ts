import { and, desc, eq, ne } from "drizzle-orm";
import { requireAccessToFirm, type Context } from "@/lib/context";
import { requireRightKeys } from "@/lib/crypto/key-ring";
import { grants } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { consumeRateLimit } from "@/lib/identity/rate-limit";
import { forgetWriteRefusals } from "./note-write";
import { openProbeRun } from "./open-probe-run";
import { runProbes } from "./run-probes";
import { settleLater } from "./settle-staged";

const CHECKS_PER_TEN_MINUTES = 12;

/**
 * Asks Clio again on a person's wish. Returns the work as a function, so that the caller answers
 * first and the page shows each permission as it is proven. A grant whose account could not be read,
 * or which is of the same account and was not swapped in, is settled instead. Throws `conflict` when nothing is connected, `rate_limited` after 12 in
 * ten minutes.
 */
export async function checkAgain(
  ctx: Context,
  input: { firmId: string },
): Promise<() => Promise<void>> {
  requireAccessToFirm(ctx, input.firmId);
  requireRightKeys(ctx.ring);
  await consumeRateLimit(ctx, {
    key: `check:${input.firmId}`,
    limit: CHECKS_PER_TEN_MINUTES,
    windowSeconds: 600,
  });
  const live = await ctx.db.query((db) =>
    db
      .select()
      .from(grants)
      .where(and(eq(grants.firmId, input.firmId), ne(grants.state, "retired")))
      .orderBy(desc(grants.createdAt)),
  );
  const active = live.find((grant) => grant.state === "active");
  const staged = live.find((grant) => grant.state === "staged");
  const isTried = staged?.identityVerdict === "confirmed" && !active;
  if (staged && (!staged.identityReadAt || isTried)) {
    return async () => {
      await settleLater(ctx, staged.id);
    };
  }
  if (!active) {
    throw new AppError({
      code: "conflict",
      message: `nothing to check at ${input.firmId}`,
      human: "Your Clio account is not connected, so there is nothing to check yet.",
    });
  }
  await forgetWriteRefusals(ctx, active);
  const runId = await openProbeRun(ctx, active, "check_again");
  return () => runProbes(ctx, runId);
}
