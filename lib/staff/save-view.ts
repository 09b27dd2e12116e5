import { count, eq, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import { savedViews } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseQueueQuery, writeQueueQuery } from "./queue-query";

const MOST = 30;
const LONGEST_QUERY = 1000;

/** POST /api/staff/views. */
export const viewInput = z.strictObject({
  name: z.string().trim().min(1, "Give it a name.").max(60, "At most 60 characters."),
  query: z.string().max(LONGEST_QUERY),
  for: z.enum(["me", "all"]),
});

/**
 * Keeps a filter of the work queue under a name, for oneself or for everybody. For staff with role
 * operator. Throws `invalid_input` for a query that the queue does not read, or when there are 30.
 * Returns the query as it was kept.
 */
export async function saveView(
  ctx: Context,
  input: z.infer<typeof viewInput>,
): Promise<{ query: string }> {
  const { personId } = requireStaff(ctx, "operator");
  const parameters = Object.fromEntries(new URLSearchParams(input.query));
  const { query: read } = parseQueueQuery(parameters);
  if (!read) throw invalidInput({ name: "This filter cannot be kept. Please filter again." });
  const query = writeQueueQuery({ ...read, after: null });
  await ctx.db.transaction(async (tx) => {
    const [kept] = await tx
      .select({ number: count() })
      .from(savedViews)
      .where(or(isNull(savedViews.personId), eq(savedViews.personId, personId)));
    if ((kept?.number ?? 0) >= MOST) {
      throw invalidInput({ name: `There are ${MOST} views. Please delete one first.` });
    }
    await tx.insert(savedViews).values({
      id: newId("savedView"),
      personId: input.for === "me" ? personId : null,
      name: input.name,
      query,
      createdBy: personId,
    });
  });
  return { query };
}
