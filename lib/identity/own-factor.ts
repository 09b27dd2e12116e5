import { and, eq, isNull } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { open } from "@/lib/crypto/open";
import type { Secret } from "@/lib/logger";
import { people, recoveryCodes, staffFactors } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { readSettings } from "@/lib/settings/queries";
import { consumeRateLimit } from "./rate-limit";
import { totpAddress } from "./totp";

const TRIES_PER_QUARTER = 10;
const TRIES_PER_DAY = 50;

export type OwnFactor =
  | { state: "none" }
  /** Begun and not yet confirmed: the only time at which the secret is shown. */
  | { state: "begun"; secret: string; address: string }
  | { state: "set"; confirmedAt: Date; codesLeft: number };

/** The session that acts, of staff. Throws `forbidden` for anybody else. */
export function requireStaffSession(ctx: Context): { personId: string; sessionId: string } {
  const { personId } = requireStaff(ctx, "viewer");
  return { personId, sessionId: ctx.actor.kind === "staff" ? ctx.actor.sessionId : "" };
}

/**
 * Counts one more try of the acting person's second factor: ten in a quarter of an hour, fifty a day.
 * Throws `rate_limited`.
 */
export async function consumeFactorTry(ctx: Context): Promise<void> {
  const { personId } = requireStaff(ctx, "viewer");
  await consumeRateLimit(ctx, {
    key: `second_factor:${personId}`,
    limit: TRIES_PER_QUARTER,
    windowSeconds: 900,
  });
  await consumeRateLimit(ctx, {
    key: `second_factor_day:${personId}`,
    limit: TRIES_PER_DAY,
    windowSeconds: 86_400,
  });
}

/** The secret of a row of `staff_factors`. */
export function openFactor(
  ctx: Context,
  row: Pick<typeof staffFactors.$inferSelect, "id" | "secretSealed">,
): Secret {
  const owner = sealOwner("staff_factors.secret_sealed", { id: row.id, firmId: null });
  return open(ctx.ring, owner, row.secretSealed);
}

/** How far the acting person's second factor is. Its secret comes along until it is confirmed. */
export async function loadOwnFactor(ctx: Context): Promise<OwnFactor> {
  const { personId } = requireStaff(ctx, "viewer");
  return ctx.db.query(async (db) => {
    const [row] = await db.select().from(staffFactors).where(eq(staffFactors.personId, personId));
    if (!row) return { state: "none" };
    if (row.confirmedAt) {
      const isLeft = and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt));
      const codesLeft = await db.$count(recoveryCodes, isLeft);
      return { state: "set", confirmedAt: row.confirmedAt, codesLeft };
    }
    const [person] = await db.select().from(people).where(eq(people.id, personId));
    const secret = openFactor(ctx, row).reveal();
    const { agencyName: issuer } = await readSettings(db, ctx.env);
    const address = totpAddress({ secret, issuer, account: person?.email ?? "" });
    return { state: "begun", secret, address };
  });
}
