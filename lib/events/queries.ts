import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  sql,
  type SQL,
} from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { requireAccessToFirm, requireStaff, type Context } from "@/lib/context";
import { events, firms, links, people, plans, tokenClients } from "@/lib/db/schema";
import type { EventKind, LinkPurpose } from "@/lib/vocabulary";
import { openEvents } from "./open-events";
import type { EventData } from "./personal-data";
import { kindsOf, type EventGroup } from "./rules";
import { kindsOfTimeline, type Timeline } from "./timeline-rules";

/** One line of a timeline. */
export type EventView = {
  id: string;
  seq: number;
  kind: EventKind;
  at: Date;
  /** Null when it belongs to the house. */
  firm: { id: string; name: string } | null;
  /** A person's or a token client's name, or what of the portal acted. */
  actorName: string;
  /** Who of staff copied the link through which the actor's session came (H-8). */
  copiedByName: string | null;
  data: EventData;
  /** Its personal text is gone: the firm was erased. */
  isErased: boolean;
  /** What the data names by an id or a code, in words. */
  named: EventNames;
};

export type EventNames = {
  person: string | null;
  plan: string | null;
  link: { purpose: LinkPurpose; personName: string } | null;
};

const PAGE = 50;
const MAX_LINES = 200;
const copiers = alias(people, "copiers");
const copiedLinks = alias(links, "copied_links");
const namedPeople = alias(people, "named_people");
const recipients = alias(people, "recipients");

/** A firm's history or a part of it, newest first; `before` is the `seq` of the last line of the page before. */
export async function listEvents(
  ctx: Context,
  input: { firmId: string; limit: number; before?: number; timeline?: Timeline },
): Promise<EventView[]> {
  requireAccessToFirm(ctx, input.firmId);
  const { firmId, limit, before, timeline } = input;
  const where = [eq(events.firmId, firmId), timeline && partOf(timeline)];
  return readLines(ctx, where, Math.min(limit, MAX_LINES), before);
}

function partOf(timeline: Timeline): SQL {
  const kinds = kindsOfTimeline(timeline);
  if (kinds) return inArray(events.kind, kinds);
  return sql`${events.actorId} in (select ${people.id} from ${people} where ${people.kind} = 'staff')`;
}

export type HistoryFilter = {
  group?: EventGroup;
  whose?: "firms" | "house";
  /** A part of a firm's name. */
  firmName?: string;
  /** Only events of these kinds. */
  kinds?: EventKind[];
  /** Who did it: a person's id, or `portal` for what it did by itself. */
  actorId?: string;
  /** From this instant on, and before that one. */
  since?: Date;
  until?: Date;
  before?: number;
};
export type HistoryPage = {
  events: EventView[];
  /** The `before` of the next page; null on the last one. */
  older: number | null;
};

/** A page of everything that happened, newest first. For staff. */
export async function listHistory(ctx: Context, filter: HistoryFilter): Promise<HistoryPage> {
  const lines = await readHistory(ctx, filter, PAGE + 1);
  const page = lines.slice(0, PAGE);
  return { events: page, older: lines.length > PAGE ? (page.at(-1)?.seq ?? null) : null };
}

/** So many lines that a filter matches, newest first: for what reads on by itself. */
export function readHistory(
  ctx: Context,
  filter: HistoryFilter,
  limit: number,
): Promise<EventView[]> {
  requireStaff(ctx, "viewer");
  return readLines(ctx, conditionsOf(filter), limit, filter.before);
}

/** The people of staff, also those who are disabled: they are in the history. For staff. */
export function listActors(ctx: Context, also?: string): Promise<{ id: string; name: string }[]> {
  requireStaff(ctx, "viewer");
  return ctx.db.query((db) =>
    db
      .select({ id: people.id, name: people.name })
      .from(people)
      .where(or(eq(people.kind, "staff"), also ? eq(people.id, also) : undefined))
      .orderBy(asc(people.name), asc(people.id)),
  );
}

function conditionsOf(filter: HistoryFilter): (SQL | undefined)[] {
  const { group, whose, firmName, kinds, actorId, since, until } = filter;
  const byName = firmName
    ? sql`${events.firmId} in (select ${firms.id} from ${firms} where position(lower(${firmName}) in lower(${firms.name})) > 0)`
    : undefined;
  return [
    group && inArray(events.kind, kindsOf(group)),
    whose === "house" ? isNull(events.firmId) : byName,
    whose === "firms" ? isNotNull(events.firmId) : undefined,
    kinds && inArray(events.kind, kinds),
    actorId === "portal" ? eq(events.actorKind, "system") : undefined,
    actorId && actorId !== "portal" ? eq(events.actorId, actorId) : undefined,
    since && gte(events.at, since),
    until && lt(events.at, until),
  ];
}

async function readLines(
  ctx: Context,
  where: (SQL | undefined)[],
  limit: number,
  before: number | undefined,
): Promise<EventView[]> {
  return ctx.db.query(async (db) => {
    const rows = await db
      .select({
        id: events.id,
        seq: events.seq,
        firmId: events.firmId,
        kind: events.kind,
        at: events.at,
        data: events.data,
        firmName: firms.name,
        actorName: sql<string | null>`coalesce(${people.name}, ${tokenClients.name})`,
        copiedByName: copiers.name,
        person: namedPeople.name,
        plan: plans.name,
        link: { purpose: links.purpose, personName: recipients.name },
      })
      .from(events)
      .leftJoin(firms, eq(firms.id, events.firmId))
      .leftJoin(people, eq(people.id, events.actorId))
      .leftJoin(tokenClients, eq(tokenClients.id, events.actorId))
      .leftJoin(copiedLinks, eq(copiedLinks.id, events.viaCopiedLink))
      .leftJoin(copiers, eq(copiers.id, copiedLinks.createdBy))
      .leftJoin(namedPeople, eq(namedPeople.id, sql`${events.data} ->> 'person'`))
      .leftJoin(plans, eq(plans.code, sql`${events.data} ->> 'plan'`))
      .leftJoin(links, eq(links.id, sql`${events.data} ->> 'link'`))
      .leftJoin(recipients, eq(recipients.id, links.personId))
      .where(and(...where, before ? lt(events.seq, before) : undefined))
      .orderBy(desc(events.seq))
      .limit(limit);
    const opened = await openEvents(db, ctx, rows);
    return opened.map(({ firmId, firmName, actorName, person, plan, link, ...line }) => ({
      ...line,
      firm: firmId === null ? null : { id: firmId, name: firmName ?? firmId },
      actorName: actorName ?? "The portal",
      named: {
        person,
        plan,
        link: link.purpose && { purpose: link.purpose, personName: link.personName ?? "" },
      },
    }));
  });
}
