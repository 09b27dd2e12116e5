import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { eventGroups, type EventGroup } from "@/lib/events/rules";
import type { HistoryQuery } from "@/lib/staff/history-query";

const groupNames: Record<EventGroup, string> = {
  firms: "Firms and their steps",
  people: "People, links and sessions",
  keys: "Applications and keys",
  connection: "Connections",
  permissions: "Integrations and new permissions",
  problems: "Problems and outages",
  mails: "Mails",
  services: "Integration services",
  portal: "The portal itself",
};

const groups = [
  { value: "", label: "Everything" },
  ...eventGroups.map((group) => ({ value: group, label: groupNames[group] })),
];
const owners = [
  { value: "", label: "Firms and ourselves" },
  { value: "firms", label: "Firms" },
  { value: "house", label: "Ourselves" },
];

type HistoryFilterFormProps = { query: HistoryQuery; people: { id: string; name: string }[] };

/** Narrows the history; it asks by the page’s address, so that a choice can be sent to a colleague. */
export function HistoryFilterForm({ query, people }: HistoryFilterFormProps) {
  const actors = [
    { value: "", label: "Anybody" },
    { value: "portal", label: "The portal by itself" },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <form action="/staff/history" className="no-print mb-6 grid items-end gap-4 wide:grid-cols-3">
      <SelectField name="about" label="About" options={groups} defaultValue={query.group} />
      <SelectField name="whose" label="Whose" options={owners} defaultValue={query.whose} />
      <Field
        name="firm"
        label="Firm’s name, or a part of it"
        type="search"
        defaultValue={query.firmName}
      />
      <SelectField name="who" label="Who did it" options={actors} defaultValue={query.who} />
      <Field name="from" label="From" type="date" defaultValue={query.from} />
      <Field name="to" label="Up to" type="date" defaultValue={query.to} />
      <p>
        <Button kind="secondary">Show</Button>
      </p>
    </form>
  );
}
