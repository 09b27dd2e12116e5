import type { HistoryFilter } from "@/lib/events/queries";
import { eventGroups } from "@/lib/events/rules";

type Filter = Omit<HistoryFilter, "before">;

const LONGEST_NAME = 100;

/** What the page's address asks for; what it cannot ask for counts as not asked. */
export function readFilter(parameters: Record<string, string | string[] | undefined>): Filter {
  const { about, whose, firm } = parameters;
  const name = typeof firm === "string" ? firm.replaceAll("\0", "").trim() : "";
  return {
    group: eventGroups.find((group) => group === about),
    whose: whose === "firms" || whose === "house" ? whose : undefined,
    firmName: name.slice(0, LONGEST_NAME) || undefined,
  };
}

/** The address of the page with this filter: the newest lines, or those before one. */
export function addressOf({ group, whose, firmName }: Filter, before?: number): string {
  const query = new URLSearchParams();
  if (group) query.set("about", group);
  if (whose) query.set("whose", whose);
  if (firmName) query.set("firm", firmName);
  if (before !== undefined) query.set("before", String(before));
  return query.size === 0 ? "/staff/history" : `/staff/history?${query}`;
}
