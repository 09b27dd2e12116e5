import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import type { QueueChoices } from "@/lib/staff/queue-choices";
import type { QueuePageView } from "@/lib/staff/queue-views";
import { connectionStatuses, regionNames, regions, routes, stages } from "@/lib/vocabulary";
import { stageNames } from "./queue-words";

type Query = QueuePageView["query"];
type Option = { value: string; label: string };

const statusNames: Record<(typeof connectionStatuses)[number], string> = {
  not_connected: "Not connected",
  access_ended: "Access ended",
  needs_attention: "Needs attention",
  working: "Working",
  checking: "Checking",
};
const shortRoutes: Record<(typeof routes)[number], string> = {
  agency: "We register it",
  firm_private: "The firm, private",
  firm_developer: "The firm, developer",
};
const waits = [1, 3, 7, 14, 30];

type QueueFiltersProps = {
  query: Query;
  choices: QueueChoices;
  /** The same tab without a filter; null while nothing is filtered. */
  clearHref: string | null;
};

/** What the list is narrowed to: a plain form that writes the address. */
export function QueueFilters({ query, choices, clearHref }: QueueFiltersProps) {
  const { integrations, staff, tags } = choices;
  const days = waits.map((number) => ({
    value: String(number),
    label: number === 1 ? "1 day" : `${number} days`,
  }));
  const isOtherWait = query.longer !== null && !waits.includes(query.longer);
  const longer = String(query.longer ?? "");
  return (
    <form
      method="get"
      action="/staff"
      aria-label="Filter"
      className="flex flex-wrap items-end gap-x-3 gap-y-2"
    >
      <input type="hidden" name="tab" value={query.tab} />
      {query.q ? <input type="hidden" name="q" value={query.q} /> : null}
      {query.sort === "since" ? null : <input type="hidden" name="sort" value={query.sort} />}
      <Choice name="stage" label="Stage" value={query.stage} options={named(stages, stageNames)} />
      <Choice
        name="status"
        label="Connection"
        value={query.status}
        options={named(connectionStatuses, statusNames)}
      />
      <Choice
        name="route"
        label="Who registers"
        value={query.route}
        options={named(routes, shortRoutes)}
      />
      <Choice
        name="region"
        label="Region"
        value={query.region}
        options={named(regions, regionNames)}
      />
      <Choice
        name="integration"
        label="Integration"
        value={query.integration}
        options={people(integrations)}
      />
      <Choice
        name="owner"
        label="Owner"
        value={query.owner}
        options={[
          { value: "me", label: "Me" },
          { value: "nobody", label: "Nobody" },
          ...people(staff),
        ]}
      />
      {tags.length > 0 || query.tag ? (
        <Choice
          name="tag"
          label="Tag"
          value={query.tag}
          options={[...new Set([...tags, ...(query.tag ? [query.tag] : [])])].map((tag) => ({
            value: tag,
            label: tag,
          }))}
        />
      ) : null}
      <Choice
        name="longer"
        label="Waiting longer than"
        value={longer || null}
        options={isOtherWait ? [...days, { value: longer, label: `${longer} days` }] : days}
      />
      <Button kind="secondary" dense>
        Filter
      </Button>
      {clearHref ? (
        <a className="link inline-flex min-h-8 items-center text-small" href={clearHref}>
          Clear
        </a>
      ) : null}
    </form>
  );
}

function named<T extends string>(list: readonly T[], names: Record<T, string>): Option[] {
  return list.map((value) => ({ value, label: names[value] }));
}

function people(list: { id: string; name: string }[]): Option[] {
  return list.map(({ id, name }) => ({ value: id, label: name }));
}

type ChoiceProps = { name: string; label: ReactNode; value: string | null; options: Option[] };

/** One filter; what is chosen stands out. */
function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <label className="block max-w-[10.5rem] min-w-[6rem] text-small text-muted">
      {label}
      <select
        name={name}
        defaultValue={value ?? ""}
        className={`mt-0.5 block min-h-8 w-full rounded-base border px-2 py-1 text-small text-ink ${value ? "border-accent bg-accent-soft font-semibold" : "border-line-field bg-card"}`}
      >
        <option value="">Any</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
