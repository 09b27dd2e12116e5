import { isDay } from "@/lib/settings/rules";
import {
  connectionStatuses,
  queueTabs,
  regions,
  routes,
  stages,
  type ConnectionStatus,
  type QueueTab,
  type Region,
  type Route,
  type Stage,
} from "@/lib/vocabulary";

/** How the queue can be ordered: the longest waiting first, by name, or the newest firms first. */
export const queueSorts = ["since", "name", "newest"] as const;
export type QueueSort = (typeof queueSorts)[number];

/** What the address of the work queue asks for. Null: no matter what. */
export type QueueQuery = {
  /** Null: the first tab that holds a firm, or all of them once something is asked for. */
  tab: QueueTab | "all" | null;
  stage: Stage | null;
  status: ConnectionStatus | null;
  route: Route | null;
  region: Region | null;
  integration: string | null;
  /** `me`, `nobody` or a person's id. */
  owner: string | null;
  tag: string | null;
  /** Waiting longer than so many days. */
  longer: number | null;
  q: string | null;
  sort: QueueSort;
  after: QueueCursor | null;
};

/** The last row of the page before: by what it was sorted, and which firm it was. */
export type QueueCursor = { value: string; firmId: string };

export type QueryProblem = { name: string; problem: string };

/** The parameters of an address as frameworks give them. */
export type Parameters = Record<string, string | string[] | undefined>;

const ID = /^[a-z]{1,10}_[0-9a-z]{1,60}$/;
const LONGEST_WAIT_DAYS = 999;
const LONGEST_TEXT = 100;
const LONGEST_CURSOR = 2000;

type Reader<T> = (value: string, sort: QueueSort) => T | string;
/** A reader's answer that is not a value, in words. */
const oneOf =
  <T extends string>(list: readonly T[]): Reader<{ value: T }> =>
  (value) => {
    const found = list.find((one) => one === value);
    return found === undefined ? `It is one of: ${list.join(", ")}.` : { value: found };
  };

const readId: Reader<{ value: string }> = (value) =>
  ID.test(value) ? { value } : "This is not an id of ours.";

const readOwner: Reader<{ value: string }> = (value) =>
  value === "me" || value === "nobody" || ID.test(value)
    ? { value }
    : "It is me, nobody, or somebody’s id.";

const readText: Reader<{ value: string }> = (value) => {
  const text = value.trim();
  // oxlint-disable-next-line no-control-regex -- nobody types them, and Postgres holds no NUL
  if (!text.isWellFormed() || /[\u0000-\u001f\u007f]/u.test(text)) {
    return "There is a character in this that cannot be searched for.";
  }
  return text.length > LONGEST_TEXT ? `At most ${LONGEST_TEXT} characters.` : { value: text };
};

const readDays: Reader<{ value: number }> = (value) =>
  /^[1-9]\d{0,2}$/.test(value)
    ? { value: Number(value) }
    : `A number of days from 1 to ${LONGEST_WAIT_DAYS}.`;

const readAfter: Reader<{ value: QueueCursor }> = (value, sort) => {
  const cursor = openCursor(value);
  const isOfSort = cursor !== null && (sort === "name" || isInstant(cursor.value));
  return isOfSort ? { value: cursor } : "This page of the list cannot be found.";
};

const readers = {
  tab: oneOf(["all", ...queueTabs] as const),
  stage: oneOf(stages),
  status: oneOf(connectionStatuses),
  route: oneOf(routes),
  region: oneOf(regions),
  integration: readId,
  owner: readOwner,
  tag: readText,
  longer: readDays,
  q: readText,
  sort: oneOf(queueSorts),
  after: readAfter,
};
type Name = keyof typeof readers;
const names = Object.keys(readers) as Name[];
const isName = (name: string): name is Name => (names as string[]).includes(name);

/** What nothing is asked of. */
export const emptyQuery: QueueQuery = {
  tab: null,
  stage: null,
  status: null,
  route: null,
  region: null,
  integration: null,
  owner: null,
  tag: null,
  longer: null,
  q: null,
  sort: "since",
  after: null,
};

/**
 * Reads the address strictly: a parameter that is unknown, given twice or has no known value is a
 * problem, and nothing is guessed. An empty one is as if it were not there, as forms send them.
 */
export function parseQueueQuery(
  parameters: Parameters,
): { query: QueueQuery; problems: [] } | { query: null; problems: QueryProblem[] } {
  const query: Record<string, unknown> = { ...emptyQuery };
  const problems: QueryProblem[] = [];
  const sort = queueSorts.find((one) => one === parameters.sort) ?? "since";
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === "") continue;
    if (!isName(name)) problems.push({ name, problem: "We do not know this filter." });
    else if (Array.isArray(value)) problems.push({ name, problem: "It is there twice." });
    else {
      const read = readers[name](value, sort);
      if (typeof read === "string") problems.push({ name, problem: read });
      else if (read.value !== "") query[name] = read.value;
    }
  }
  if (problems.length > 0) return { query: null, problems };
  return { query: query as QueueQuery, problems: [] };
}

/** Whether anything narrows the list, beside the tab. */
export function isFiltered(query: QueueQuery): boolean {
  const { tab: _tab, sort: _sort, after: _after, ...filters } = query;
  return Object.values(filters).some((value) => value !== null);
}

/** The query as the page's address has it, in one order: `tab=broken&owner=me`; empty for none. */
export function writeQueueQuery(query: QueueQuery): string {
  const parameters = new URLSearchParams();
  for (const name of names) {
    const value = query[name];
    if (value === null || (name === "sort" && value === "since")) continue;
    parameters.set(name, typeof value === "object" ? sealCursor(value) : String(value));
  }
  return parameters.toString();
}

/** The address of the queue with some of a query changed; the page begins anew unless `after` is given. */
export function queueHref(query: QueueQuery, change: Partial<QueueQuery> = {}): string {
  const text = writeQueueQuery({ ...query, after: null, ...change });
  return text ? `/staff?${text}` : "/staff";
}

function sealCursor({ value, firmId }: QueueCursor): string {
  const bytes = new TextEncoder().encode(JSON.stringify([value, firmId]));
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function openCursor(text: string): QueueCursor | null {
  if (text.length > LONGEST_CURSOR || !/^[\w-]+$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (sign) => sign.codePointAt(0) ?? 0);
    const read: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (!Array.isArray(read) || read.length !== 2) return null;
    const [value, firmId] = read as unknown[];
    if (typeof value !== "string" || typeof firmId !== "string" || !ID.test(firmId)) return null;
    return value.isWellFormed() && !value.includes("\u0000") ? { value, firmId } : null;
  } catch {
    return null;
  }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Of a day of the calendar, which the database would refuse to read otherwise. */
function isInstant(text: string): boolean {
  if (!INSTANT.test(text) || !isDay(text.slice(0, 10))) return false;
  return !Number.isNaN(Date.parse(text));
}
