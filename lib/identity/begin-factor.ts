import type { Context } from "@/lib/context";
import { seal } from "@/lib/crypto/seal";
import { staffFactors } from "@/lib/db/schema";
import { sealOwner } from "@/lib/db/sealed-columns";
import { newId } from "@/lib/ids";
import { requireStaffSession } from "./own-factor";
import { newTotpSecret } from "./totp";

/**
 * Makes the acting person's secret, which is in force once a code of it was entered. Whoever has begun,
 * or has a second factor, keeps what there is. For any staff session, also one at the gate.
 */
export async function beginFactor(ctx: Context): Promise<void> {
  const { personId } = requireStaffSession(ctx);
  const id = newId("factor");
  const owner = sealOwner("staff_factors.secret_sealed", { id, firmId: null });
  const secretSealed = seal(ctx.ring, owner, newTotpSecret());
  await ctx.db.query((db) =>
    db
      .insert(staffFactors)
      .values({ id, personId, secretSealed })
      .onConflictDoNothing({ target: staffFactors.personId }),
  );
}
