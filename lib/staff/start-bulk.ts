import { eq, inArray, sql, type SQL } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import { requireStaff, type Context } from "@/lib/context";
import type { Queryable } from "@/lib/db/client";
import { bulkItems, bulkRuns, firms, queueRows } from "@/lib/db/schema";
import { invalidInput } from "@/lib/errors";
import { recordEvent } from "@/lib/events/record-event";
import { newId } from "@/lib/ids";
import { dayInWords } from "@/lib/settings/rules";
import { bulkKinds, type BulkKind } from "@/lib/vocabulary";
import { requireOwner } from "./assign-owner";
import { MOST_BULK_FIRMS } from "./bulk-rules";
import { requirePause } from "./pause-reminders";
import { requireTag } from "./tag-firm";

/** The fields of POST /api/staff/bulk that say what is done. */
export const bulkInput = z.strictObject({
  kind: z.enum(bulkKinds, { error: "Choose what to do." }),
  owner: z.string().trim().max(60).default(""),
  tag: z.string().max(200, "This is too long.").default(""),
  until: z.string().trim().max(10).default(""),
});
export type BulkInput = z.infer<typeof bulkInput>;

/** Firms by their ids, or all that a condition on the work queue's rows matches. */
export type BulkFirms = { ids: readonly string[] } | { matching: SQL | undefined };

/**
 * Begins one thing for many firms, in the order of their names: the worker does them one after the
 * other, and `run-bulk.ts` says how. For staff with role operator. Throws `invalid_input` for no firm,
 * for more than 5,000, and for what the kind needs.
 */
export async function startBulk(
  ctx: Context,
  input: BulkInput & { firms: BulkFirms },
): Promise<{ runId: string }> {
  const { personId } = requireStaff(ctx, "operator");
  const { kind } = input;
  const day = kind === "pause_reminders" ? await requirePause(ctx, input.until) : null;
  const runId = newId("bulkRun");
  await ctx.db.transaction(async (tx) => {
    const params = { ...(await paramsOf(tx, input)), ...(day && { day: dayInWords(day.day) }) };
    await tx.insert(bulkRuns).values({ id: runId, kind, params, total: 0, createdBy: personId });
    const total = await addItems(tx, runId, input.firms);
    requireCount(total);
    await tx.update(bulkRuns).set({ total }).where(eq(bulkRuns.id, runId));
    const data = { run: runId, what: kind, count: total };
    await recordEvent(tx, ctx, { kind: "bulk.started", firmId: null, data });
    await ctx.jobs.send(tx, "bulk", [{ data: { runId }, key: runId }]);
  });
  return { runId };
}

/** What a run of the kind needs to know, with the words for its heading. Throws `invalid_input`. */
async function paramsOf(
  tx: Queryable,
  { kind, owner, tag, until }: BulkInput,
): Promise<Record<string, string>> {
  const byKind: Record<BulkKind, () => Promise<Record<string, string>> | Record<string, string>> = {
    remind: () => ({}),
    send_reauthorization: () => ({}),
    assign: async () => ({
      owner,
      name: owner === "" ? "" : (await requireOwner(tx, owner)).name,
    }),
    tag: () => ({ tag: requireTag(tag) }),
    untag: () => ({ tag: requireTag(tag) }),
    pause_reminders: () => ({ until }),
  };
  return byKind[kind]();
}

function requireCount(total: number): void {
  if (total === 0) {
    throw invalidInput({}, "Choose at least one firm.");
  }
  if (total > MOST_BULK_FIRMS) {
    const most = MOST_BULK_FIRMS.toLocaleString("en");
    const human = `These are more than ${most} firms, and that is the most at once. Narrow the filter.`;
    throw invalidInput({}, human);
  }
}

const as = (column: AnyPgColumn, name: string) => sql<string>`${column}`.as(name);

/** One statement writes the rows; one more than may be tells that there were too many. */
async function addItems(tx: Queryable, runId: string, chosen: BulkFirms): Promise<number> {
  const found =
    "ids" in chosen
      ? tx
          .select({ id: as(firms.id, "id"), name: as(firms.name, "name") })
          .from(firms)
          .where(inArray(firms.id, [...chosen.ids]))
      : tx
          .select({ id: as(queueRows.firmId, "id"), name: as(queueRows.firmName, "name") })
          .from(queueRows)
          .where(chosen.matching);
  const some = found.limit(MOST_BULK_FIRMS + 1);
  const rows = await tx.execute(sql`
    insert into ${bulkItems} (run_id, firm_id, position, state)
    select ${runId}, found.id, row_number() over (order by lower(found.name), found.id), 'waiting'
    from ${some} as found
    returning 1`);
  return rows.length;
}
