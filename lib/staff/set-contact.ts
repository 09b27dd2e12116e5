import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firmMembers } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { lockFirm, saveFirm, versionField } from "./change-firm";

/** POST /api/staff/firms/[id]/contact; as `second`, an empty person is nobody. */
export const contactInput = z.strictObject({
  person: z.string().max(60),
  as: z.enum(["main", "second"]),
  version: versionField,
});

/**
 * Makes a firm's member its main contact, or the second one, who is written to when the main one does
 * not move. Who becomes the main contact is no second one any more. For staff with role operator.
 * Throws `conflict` for the main contact as the second one, a closed firm, and one that was changed
 * since `version`; `not_found` for who is no member.
 */
export async function setContact(
  ctx: Context,
  input: z.infer<typeof contactInput> & { firmId: string },
): Promise<void> {
  requireStaff(ctx, "operator");
  const { firmId, as } = input;
  const person = input.person || null;
  await ctx.db.transaction(async (tx) => {
    const firm = await lockFirm(tx, input);
    if (person === null ? as === "main" : !(await isMember(tx, firmId, person))) {
      throw new AppError({ code: "not_found", message: `${input.person} is no member` });
    }
    if (as === "main") {
      if (person === null || firm.mainContactId === person) return;
      const isPromoted = firm.secondContactId === person;
      await saveFirm(tx, ctx, {
        firm,
        set: { mainContactId: person, ...(isPromoted && { secondContactId: null }) },
        event: { kind: "firm.main_contact_changed", data: { person } },
      });
      return;
    }
    if (firm.secondContactId === person) return;
    if (firm.mainContactId === person) {
      throw new AppError({
        code: "conflict",
        message: `${person} is the main contact of ${firmId}`,
        human: "This person is the main contact. Choose somebody else as the second one.",
      });
    }
    await saveFirm(tx, ctx, {
      firm,
      set: { secondContactId: person },
      event: { kind: "firm.second_contact_changed", data: { person } },
    });
  });
}

async function isMember(tx: Queryable, firmId: string, personId: string): Promise<boolean> {
  const [found] = await tx
    .select({ personId: firmMembers.personId })
    .from(firmMembers)
    .where(
      and(
        eq(firmMembers.firmId, firmId),
        eq(firmMembers.personId, personId),
        isNull(firmMembers.removedAt),
      ),
    );
  return found !== undefined;
}
