import { deliveryStates, type DeliveryState } from "@/lib/webhooks/rules";
import type { Parameters, QueryProblem } from "./queue-query";

/** What the address of a webhook's log asks for; what is left out does not matter. */
export type DeliveriesQuery = {
  state?: DeliveryState;
  /** The last delivery of the page before. */
  before?: string;
};

/** Reads the address strictly: what it cannot ask for is named. An empty field asks for nothing. */
export function readDeliveriesQuery(parameters: Parameters): {
  query: DeliveriesQuery;
  problems: QueryProblem[];
} {
  const query: DeliveriesQuery = {};
  const problems: QueryProblem[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === "") continue;
    const problem = take(query, name, value);
    if (problem) problems.push({ name, problem });
  }
  return { query, problems };
}

function take(query: DeliveriesQuery, name: string, value: string | string[]): string | null {
  if (typeof value !== "string") return "It stands here more than once.";
  if (name === "before") {
    if (!/^wd_[0-9a-z]{1,60}$/.test(value)) return "This is no id of ours.";
    query.before = value;
    return null;
  }
  if (name !== "state") return "This page knows no such filter.";
  const state = deliveryStates.find((one) => one === value);
  if (!state) return `It is one of: ${deliveryStates.join(", ")}.`;
  query.state = state;
  return null;
}

/** The address of a webhook's page with this part of its log. */
export function deliveriesAddress(endpointId: string, query: DeliveriesQuery): string {
  const asked = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const parameters = new URLSearchParams(asked);
  const page = `/staff/webhooks/${endpointId}`;
  return parameters.size === 0 ? page : `${page}?${parameters}`;
}
