import { asc, inArray, lte, sql } from "drizzle-orm";
import { now, type Context } from "@/lib/context";
import { within, type Queryable } from "@/lib/db/client";
import { queueMarks, queueRows } from "@/lib/db/schema";
import { readSettings } from "@/lib/settings/queries";
import { loadQueueFacts } from "./load-queue-facts";
import { reminderColumns, type ReminderColumns } from "./load-reminders";
import { queueRowKey } from "./lock-queue-row";
import { queueRow, type QueueRow } from "./queue-rules";
import { placeWords } from "./search-words";

/** Marks looked at to find firms: a busy firm has many. */
const MARKS_READ = 2000;
/** In one transaction. */
const BATCH = 200;

type Input = {
  limit: number;
  /** Waits for whoever computes one of them just now: what is read afterwards is as new as can be. */
  waits: boolean;
};

/**
 * Computes the rows of firms that are out of date anew: marked ones, the oldest mark first, and those
 * that time alone has changed; at most `limit`. Without `waits`, whom another one is computing just now
 * is left to it. Returns how many were out of date when it began, up to the limit.
 */
export async function refreshQueueRows(ctx: Context, input: Input): Promise<number> {
  const firmIds = (await findOverdue(ctx, input.limit)).toSorted();
  for (let first = 0; first < firmIds.length; first += BATCH) {
    const batch = firmIds.slice(first, first + BATCH);
    try {
      await refreshBatch(ctx, batch, input);
    } catch (thrown) {
      ctx.log.warn({ err: thrown }, "rows of the queue could not be computed together");
      for (const firmId of batch) await refreshAlone(ctx, firmId, input);
    }
  }
  return firmIds.length;
}

/** One whose facts cannot be read does not keep the others waiting. */
async function refreshAlone(ctx: Context, firmId: string, input: Input): Promise<void> {
  try {
    await refreshBatch(ctx, [firmId], input);
  } catch (thrown) {
    ctx.log.error({ err: thrown, firm: firmId }, "a row of the queue could not be computed");
  }
}

async function findOverdue(ctx: Context, limit: number): Promise<string[]> {
  return ctx.db.query(async (db) => {
    const marks = await db
      .select({ firmId: queueMarks.firmId })
      .from(queueMarks)
      .orderBy(asc(queueMarks.seq))
      .limit(MARKS_READ);
    const due = await db
      .select({ firmId: queueRows.firmId })
      .from(queueRows)
      .where(lte(queueRows.changesAt, sql`now()`))
      .orderBy(asc(queueRows.changesAt))
      .limit(limit);
    return [...new Set([...marks, ...due].map(({ firmId }) => firmId))].slice(0, limit);
  });
}

async function refreshBatch(ctx: Context, firmIds: string[], { waits }: Input): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const mine = await claim(tx, firmIds, waits);
    if (mine.length === 0) return;
    // Before the facts are read: each statement sees what was committed before it began, so a mark that
    // is taken away here is of a change that the facts below hold. One that comes later stays.
    await tx.delete(queueMarks).where(inArray(queueMarks.firmId, mine));
    const inside: Context = { ...ctx, db: within(tx, ctx.db.scope) };
    const at = await now(inside);
    const loaded = [...(await loadQueueFacts(inside, mine)).values()];
    const open = loaded.filter(({ facts }) => facts.firm.closedAt === null);
    const computed = open.map(({ facts, words }) => {
      const row = queueRow(facts, at);
      return { ...row, words: [...words, ...placeWords(row)] };
    });
    const reminders = await reminderColumns(tx, computed, await readSettings(tx, ctx.env));
    const rows = computed.map((row) => ({ ...row, ...reminders.get(row.firmId) }));
    const kept = new Set(rows.map(({ firmId }) => firmId));
    const gone = mine.filter((firmId) => !kept.has(firmId));
    if (gone.length > 0) await tx.delete(queueRows).where(inArray(queueRows.firmId, gone));
    if (rows.length > 0) await save(tx, rows);
  });
}

/**
 * Of these firms those that are the caller's to compute until the transaction ends; also one that has no
 * row yet. Who waits takes them in their order, as everybody who waits does, so nobody waits in a circle.
 */
async function claim(tx: Queryable, firmIds: string[], waits: boolean): Promise<string[]> {
  const ids = sql`(select id from jsonb_array_elements_text(${JSON.stringify(firmIds)}::jsonb) as id
    order by id offset 0) as firms`;
  const rows = await tx.execute<{ id: string }>(
    waits
      ? sql`select id, pg_advisory_xact_lock(${queueRowKey}) from ${ids}`
      : sql`select id from ${ids} where pg_try_advisory_xact_lock(${queueRowKey})`,
  );
  return [...rows].map(({ id }) => id);
}

type NewRow = QueueRow & Partial<ReminderColumns> & { words: string[] };

/** Writes what changed, and nothing else: a row as it was costs no write. */
async function save(tx: Queryable, rows: NewRow[]): Promise<void> {
  await tx.execute(sql`
    insert into queue_rows as old (firm_id, tab, stage, step, step_state, status, reason, actor, since,
      action, action_ref, missing, firm_name, route, region, integration_id, owner_id, tags, search,
      invited_at, plan_at, keys_at, connected_at, live_at, reminder_step, reminder_since, reminder_level,
      reminder_due_at, changes_at)
    select "firmId", tab, stage, step, "stepState", status, reason, actor, since,
      action, "actionRef", missing, "firmName", route, region, "integrationId", "ownerId", tags,
      array_to_tsvector(words), "invitedAt", "planAt", "keysAt", "connectedAt", "liveAt", "reminderStep", "reminderSince",
      coalesce("reminderLevel", 0), "reminderDueAt", "changesAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      "firmId" text, tab text, stage text, step text, "stepState" text, status text, reason text,
      actor text, since timestamptz, action text, "actionRef" text, missing text[], "firmName" text,
      route text, region text, "integrationId" text, "ownerId" text, tags text[], words text[],
      "invitedAt" timestamptz, "planAt" timestamptz, "keysAt" timestamptz, "connectedAt" timestamptz,
      "liveAt" timestamptz, "reminderStep" text, "reminderSince" date, "reminderLevel" int,
      "reminderDueAt" timestamptz, "changesAt" timestamptz)
    on conflict (firm_id) do update set tab = excluded.tab, stage = excluded.stage,
      step = excluded.step, step_state = excluded.step_state, status = excluded.status,
      reason = excluded.reason, actor = excluded.actor, since = excluded.since,
      action = excluded.action, action_ref = excluded.action_ref, missing = excluded.missing,
      firm_name = excluded.firm_name, route = excluded.route, region = excluded.region,
      integration_id = excluded.integration_id, owner_id = excluded.owner_id, tags = excluded.tags,
      search = excluded.search, invited_at = excluded.invited_at, plan_at = excluded.plan_at,
      keys_at = excluded.keys_at, connected_at = excluded.connected_at, live_at = excluded.live_at,
      reminder_step = excluded.reminder_step, reminder_since = excluded.reminder_since,
      reminder_level = excluded.reminder_level, reminder_due_at = excluded.reminder_due_at,
      changes_at = excluded.changes_at, computed_at = now()
    where (old.tab, old.stage, old.step, old.step_state, old.status, old.reason, old.actor, old.since,
        old.action, old.action_ref, old.missing, old.firm_name, old.route, old.region,
        old.integration_id, old.owner_id, old.tags, old.search, old.invited_at, old.plan_at,
        old.keys_at, old.connected_at, old.live_at, old.reminder_step, old.reminder_since,
        old.reminder_level, old.reminder_due_at, old.changes_at)
      is distinct from (excluded.tab, excluded.stage, excluded.step, excluded.step_state,
        excluded.status, excluded.reason, excluded.actor, excluded.since, excluded.action,
        excluded.action_ref, excluded.missing, excluded.firm_name, excluded.route, excluded.region,
        excluded.integration_id, excluded.owner_id, excluded.tags, excluded.search,
        excluded.invited_at, excluded.plan_at, excluded.keys_at, excluded.connected_at,
        excluded.live_at, excluded.reminder_step, excluded.reminder_since,
        excluded.reminder_level, excluded.reminder_due_at, excluded.changes_at)`);
}
