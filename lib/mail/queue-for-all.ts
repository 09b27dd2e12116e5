import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { firmMembers, firms, people } from "@/lib/db/schema";
import type { MailKind } from "@/lib/vocabulary";
import type { Letter } from "./letter";
import { queueMail } from "./queue-mail";

type Input = {
  kind: MailKind;
  firmId: string;
  /** One mail to each person for one cause. */
  causeKey: string;
  letter: Letter;
};
/** Staff are also told of what concerns no firm in particular. */
type AnyInput = Omit<Input, "firmId"> & { firmId: string | null };

/** The same mail to every member of a firm: for what concerns its security. */
export async function queueForMembers(tx: Queryable, ctx: Context, input: Input): Promise<void> {
  const members = await tx
    .select({ id: people.id, email: people.email })
    .from(firmMembers)
    .innerJoin(people, eq(people.id, firmMembers.personId))
    .where(and(eq(firmMembers.firmId, input.firmId), isNull(firmMembers.removedAt)));
  await queueForEach(tx, ctx, members, input);
}

/** A mail to a firm's main contact: for what goes on as planned. */
export async function queueForContact(tx: Queryable, ctx: Context, input: Input): Promise<void> {
  const contact = await tx
    .select({ id: people.id, email: people.email })
    .from(firms)
    .innerJoin(people, eq(people.id, firms.mainContactId))
    .where(eq(firms.id, input.firmId));
  await queueForEach(tx, ctx, contact, input);
}

/** The same mail to every staff person who may act. */
export async function queueForStaff(tx: Queryable, ctx: Context, input: AnyInput): Promise<void> {
  const staff = await tx
    .select({ id: people.id, email: people.email })
    .from(people)
    .where(
      and(
        eq(people.kind, "staff"),
        inArray(people.staffRole, ["admin", "operator"]),
        isNull(people.disabledAt),
      ),
    );
  await queueForEach(tx, ctx, staff, input);
}

async function queueForEach(
  tx: Queryable,
  ctx: Context,
  persons: { id: string; email: string }[],
  input: AnyInput,
): Promise<void> {
  for (const person of persons) {
    const causeKey = `${input.causeKey}:${person.id}`;
    await queueMail(tx, ctx, { ...input, person, causeKey });
  }
}
