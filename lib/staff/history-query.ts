import type { HistoryFilter } from "@/lib/events/queries";
import { eventGroups, type EventGroup } from "@/lib/events/rules";
import { addDays, isDay, startOfDay, type Day } from "@/lib/settings/rules";
import type { Parameters, QueryProblem } from "./queue-query";

/** What the address of the history asks for, as a person wrote or chose it. */
export type HistoryQuery = {
  group?: EventGroup;
  whose?: "firms" | "house";
  firmName?: string;
  /** A person's id, or `portal` for what it did by itself. */
  who?: string;
  /** The first day and the last, both with their events. */
  from?: Day;
  to?: Day;
  before?: number;
};

const LONGEST_NAME = 100;

type Read = (value: string, query: HistoryQuery) => string | null;

/** Each parameter's reader takes its value over, or says what is wrong with it. */
const readers: Record<string, Read> = {
  about: (value, query) => {
    const group = eventGroups.find((one) => one === value);
    if (!group) return `It is one of: ${eventGroups.join(", ")}.`;
    query.group = group;
    return null;
  },
  whose: (value, query) => {
    if (value !== "firms" && value !== "house") return "It is one of: firms, house.";
    query.whose = value;
    return null;
  },
  firm: (value, query) => {
    if (value.includes("\0") || value.length > LONGEST_NAME) return "This is no part of a name.";
    if (value.trim() !== "") query.firmName = value.trim();
    return null;
  },
  who: (value, query) => {
    if (value !== "portal" && !/^person_[0-9a-z]{1,40}$/.test(value)) return "This is nobody’s id.";
    query.who = value;
    return null;
  },
  from: (value, query) => {
    if (!isDay(value)) return "It is a day such as 2026-11-24.";
    query.from = value;
    return null;
  },
  to: (value, query) => {
    if (!isDay(value)) return "It is a day such as 2026-11-24.";
    query.to = value;
    return null;
  },
  before: (value, query) => {
    if (!/^[1-9]\d{0,14}$/.test(value)) return "It is the number of a line.";
    query.before = Number(value);
    return null;
  },
};

/** Reads the address strictly: what it cannot ask for is named. An empty field asks for nothing. */
export function readHistoryQuery(parameters: Parameters): {
  query: HistoryQuery;
  problems: QueryProblem[];
} {
  const query: HistoryQuery = {};
  const problems: QueryProblem[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === "") continue;
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const problem =
      typeof value !== "string"
        ? "It stands here more than once."
        : read
          ? read(value, query)
          : "This page knows no such filter.";
    if (problem) problems.push({ name, problem });
  }
  if (query.from && query.to && query.from > query.to) {
    problems.push({ name: "to", problem: "The last day is before the first." });
  }
  return { query, problems };
}

/** The same as the history is asked: days become instants of the agency's time zone. */
export function filterOf(query: HistoryQuery, timeZone: string): HistoryFilter {
  const { group, whose, firmName, who, from, to, before } = query;
  return {
    group,
    whose,
    firmName,
    before,
    ...(who && { actorId: who }),
    ...(from && { since: startOfDay(from, timeZone) }),
    ...(to && { until: startOfDay(addDays(to, 1), timeZone) }),
  };
}

/** The parameters of this filter, without a place in the list. */
export function parametersOfHistory(query: HistoryQuery): URLSearchParams {
  const { group, whose, firmName, who, from, to } = query;
  const asked = { about: group, whose, firm: firmName, who, from, to };
  return new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

/** The address of the page with this filter: the newest lines, or those before one. */
export function addressOf(query: HistoryQuery, before?: number): string {
  const parameters = parametersOfHistory(query);
  if (before !== undefined) parameters.set("before", String(before));
  return parameters.size === 0 ? "/staff/history" : `/staff/history?${parameters}`;
}
