import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import { listLeftForClio } from "@/lib/connection/queries";
import { now, requireStaff, type Context } from "@/lib/context";
import { within, type Queryable } from "@/lib/db/client";
import {
  connections,
  firms,
  grants,
  helpRequests,
  integrations,
  people,
  queueRows,
} from "@/lib/db/schema";
import { queueTabs, type QueueTab } from "@/lib/vocabulary";
import { countQueue } from "./count-queue";
import { isByWords, queueWhere } from "./queue-where";
import { isFiltered, writeQueueQuery, type QueueQuery, type QueueSort } from "./queue-query";
import type { QueuePageView, QueueRowView } from "./queue-views";
import { refreshQueueRows } from "./refresh-queue-rows";

export const QUEUE_PAGE = 50;
/** Rows that are out of date and computed before a page is answered; the worker does the rest. */
const REFRESHED_FIRST = 100;

/**
 * A page of the work queue with the counts of its tabs, as new as can be. For staff. Never throws for a
 * row that cannot be computed: it stays as it was.
 */
export async function listQueue(ctx: Context, asked: QueueQuery): Promise<QueuePageView> {
  const { personId } = requireStaff(ctx, "viewer");
  await refreshFirst(ctx);
  const { query, counts, rows } = await planned(ctx, async (inside) => {
    const counts = await countQueue(inside, asked);
    const query = { ...asked, tab: asked.tab ?? firstTab(asked, counts) };
    const isRare = isByWords(query) && !counts.all.isMore;
    const rows = await readQueueRows(inside, { query, personId, limit: QUEUE_PAGE + 1, isRare });
    return { query, counts, rows };
  });
  const shown = rows.slice(0, QUEUE_PAGE);
  const after = rows.length > QUEUE_PAGE ? cursorAfter(query.sort, shown.at(-1)) : null;
  return {
    query,
    rows: await withDetails(ctx, shown),
    counts,
    next: after && writeQueueQuery({ ...query, after }),
    at: (await now(ctx)).toISOString(),
  };
}

/**
 * Reads with each statement planned for the values that it is given. A plan for any value would look for
 * a word that a third of all firms have as it looks for a rare one.
 */
function planned<T>(ctx: Context, read: (inside: Context) => Promise<T>): Promise<T> {
  return ctx.db.transaction(async (tx) => {
    await tx.execute(sql`set local plan_cache_mode = force_custom_plan`);
    return read({ ...ctx, db: within(tx, ctx.db.scope) });
  });
}

async function refreshFirst(ctx: Context): Promise<void> {
  try {
    await refreshQueueRows(ctx, { limit: REFRESHED_FIRST, waits: true });
  } catch (thrown) {
    ctx.log.error({ err: thrown }, "the queue was read without its newest changes");
  }
}

/** Whoever just opens the queue sees the most urgent tab that holds a firm. */
function firstTab(query: QueueQuery, counts: QueuePageView["counts"]): QueueTab | "all" {
  if (isFiltered(query) || query.sort !== "since" || query.after) return "all";
  return queueTabs.find((tab) => counts[tab].number > 0) ?? "needs_us";
}

/** A row without what only pages say. */
export type FoundRow = Omit<QueueRowView, "question" | "accountName" | "isLeftForClio"> & {
  invitedAt: string;
};

type Order = {
  order: SQL;
  /** The same order, which no index has. */
  ofFew: SQL;
  isAfter: (value: string, id: string) => SQL;
};

const orders: Record<QueueSort, Order> = {
  since: {
    order: sql`${queueRows.since}, ${queueRows.firmId}`,
    ofFew: sql`${queueRows.since} + interval '0', ${queueRows.firmId}`,
    isAfter: (value, id) =>
      sql`(${queueRows.since}, ${queueRows.firmId}) > (${value}::timestamptz, ${id})`,
  },
  name: {
    order: sql`lower(${queueRows.firmName}), ${queueRows.firmId}`,
    ofFew: sql`lower(${queueRows.firmName}) || '', ${queueRows.firmId}`,
    isAfter: (value, id) =>
      sql`(lower(${queueRows.firmName}), ${queueRows.firmId}) > (lower(${value}), ${id})`,
  },
  newest: {
    order: sql`${queueRows.invitedAt} desc, ${queueRows.firmId} desc`,
    ofFew: sql`${queueRows.invitedAt} + interval '0' desc, ${queueRows.firmId} desc`,
    isAfter: (value, id) =>
      sql`(${queueRows.invitedAt}, ${queueRows.firmId}) < (${value}::timestamptz, ${id})`,
  },
};

/** Where a list goes on after a row; null without one. */
export function cursorAfter(sort: QueueSort, last: FoundRow | undefined): QueueQuery["after"] {
  return last ? { value: sortedBy(sort, last), firmId: last.firmId } : null;
}

function sortedBy(sort: QueueSort, row: FoundRow): string {
  if (sort === "name") return row.firmName;
  return sort === "since" ? row.since : row.invitedAt;
}

/**
 * A filter over all tabs in the order of "since" is read tab by tab: each filter has an index of its firms
 * in that order for each tab, and a rare value would otherwise be looked for through all firms.
 */
function partsOf(query: QueueQuery): QueueQuery[] {
  const isOfAll = query.tab === null || query.tab === "all";
  if (!isOfAll || query.sort !== "since" || isByWords(query) || !isFiltered(query)) return [query];
  return queueTabs.map((tab) => ({ ...query, tab }));
}

type Wanted = { query: QueueQuery; personId: string; limit: number; isRare?: boolean };

function selectRows(db: Queryable, { query, personId, limit, isRare = false }: Wanted) {
  const { order, ofFew, isAfter } = orders[query.sort];
  const after = query.after && isAfter(query.after.value, query.after.firmId);
  return db
    .select()
    .from(queueRows)
    .where(and(queueWhere(query, personId), after ?? undefined))
    .orderBy(isRare ? ofFew : order)
    .limit(limit);
}

/**
 * Rows of a query after its cursor, in its order; `personId` is who `me` is. `isRare`: few firms have the
 * words that are looked for. These are found first and sorted then; the database thinks that going
 * through all firms in their order would soon find enough.
 */
export async function readQueueRows(ctx: Context, wanted: Wanted): Promise<FoundRow[]> {
  const page = await ctx.db.query(async (db) => {
    const parts = partsOf(wanted.query).map((query) => selectRows(db, { ...wanted, query }));
    const [first, second, ...more] = parts;
    if (!first) return [];
    if (!second) return first;
    return unionAll(first, second, ...more)
      .orderBy(sql`since, firm_id`)
      .limit(wanted.limit);
  });
  const ids = page.map(({ firmId }) => firmId);
  if (ids.length === 0) return [];
  const beside = await ctx.db.query((db) =>
    db
      .select({
        firmId: firms.id,
        version: firms.version,
        integrationName: integrations.name,
        ownerName: people.name,
        lastProofAt: grants.lastSuccessAt,
      })
      .from(firms)
      .innerJoin(integrations, eq(integrations.id, firms.integrationId))
      .leftJoin(people, eq(people.id, firms.ownerId))
      .leftJoin(connections, eq(connections.firmId, firms.id))
      .leftJoin(grants, and(eq(grants.connectionId, connections.id), eq(grants.state, "active")))
      .where(inArray(firms.id, ids)),
  );
  const besideOf = new Map(beside.map((one) => [one.firmId, one]));
  return page.flatMap((row) => {
    const more = besideOf.get(row.firmId);
    if (!more) return [];
    const { firmId, firmName, integrationId, route, region, tab, stage, step, stepState } = row;
    const { status, reason, actor, missing, tags, action, actionRef, ownerId } = row;
    return {
      firmId,
      firmName,
      integrationId,
      integrationName: more.integrationName,
      route,
      region,
      tab,
      stage,
      step,
      stepState,
      status,
      reason,
      actor,
      since: row.since.toISOString(),
      lastProofAt: more.lastProofAt?.toISOString() ?? null,
      missing,
      owner: ownerId && more.ownerName ? { id: ownerId, name: more.ownerName } : null,
      tags,
      action,
      actionRef,
      version: more.version,
      invitedAt: row.invitedAt.toISOString(),
    };
  });
}

/** What a row says beside what it is found by: of the page's rows alone. */
async function withDetails(ctx: Context, rows: FoundRow[]): Promise<QueueRowView[]> {
  const refsOf = (action: QueueRowView["action"]) =>
    rows.flatMap((row) => (row.action === action && row.actionRef ? [row.actionRef] : []));
  const [questionIds, grantIds] = [refsOf("answer_help"), refsOf("confirm_account")];
  const [questions, accounts, left] = await Promise.all([
    questionIds.length === 0
      ? []
      : ctx.db.query((db) =>
          db
            .select({ id: helpRequests.id, kind: helpRequests.kind, text: helpRequests.text })
            .from(helpRequests)
            .where(inArray(helpRequests.id, questionIds)),
        ),
    grantIds.length === 0
      ? []
      : ctx.db.query((db) =>
          db
            .select({ id: grants.id, name: grants.accountName })
            .from(grants)
            .where(inArray(grants.id, grantIds)),
        ),
    listLeftForClio(
      ctx,
      rows.map(({ firmId }) => firmId),
    ),
  ]);
  return rows.map(({ invitedAt: _invitedAt, ...row }) => {
    const question = questions.find(({ id }) => id === row.actionRef);
    return {
      ...row,
      question: question ? { kind: question.kind, text: question.text } : null,
      accountName: accounts.find(({ id }) => id === row.actionRef)?.name ?? null,
      isLeftForClio: left.has(row.firmId),
    };
  });
}
