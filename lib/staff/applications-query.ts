import { keyChecks, regions, type KeyCheck, type Region } from "@/lib/vocabulary";
import type { Parameters, QueryProblem } from "./queue-query";

export const applicationOwners = ["ours", "firms"] as const;
export type ApplicationOwner = (typeof applicationOwners)[number];

/** What the address of the applications asks for; what is left out does not matter. */
export type ApplicationsQuery = {
  owner?: ApplicationOwner;
  region?: Region;
  check?: KeyCheck;
  /** The last application of the page before. */
  after?: string;
};

const lists: Record<string, readonly string[]> = {
  owner: applicationOwners,
  region: regions,
  check: keyChecks,
};

/** Reads the address strictly: what it cannot ask for is named. An empty field asks for nothing. */
export function readApplicationsQuery(parameters: Parameters): {
  query: ApplicationsQuery;
  problems: QueryProblem[];
} {
  const problems: QueryProblem[] = [];
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === "") continue;
    const problem = problemWith(name, value);
    if (problem) problems.push({ name, problem });
    else found[name] = String(value);
  }
  // Each value is one of its list, or an id: looked at above.
  return { query: found, problems };
}

function problemWith(name: string, value: string | string[]): string | null {
  if (typeof value !== "string") return "It stands here more than once.";
  if (name === "after")
    return /^[a-z]{1,10}_[0-9a-z]{1,60}$/.test(value) ? null : "This is no id of ours.";
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (!list) return "This page knows no such filter.";
  return list.includes(value) ? null : `It is one of: ${list.join(", ")}.`;
}

/** The address of the list with this filter, from its beginning or after a row. */
export function applicationsAddress(query: ApplicationsQuery, after?: string): string {
  const { owner, region, check } = query;
  const asked = Object.entries({ owner, region, check, after }).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  );
  const parameters = new URLSearchParams(asked);
  return parameters.size === 0 ? "/staff/applications" : `/staff/applications?${parameters}`;
}
