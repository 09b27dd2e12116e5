import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import type { HistoryFilter } from "@/lib/events/queries";
import { eventGroups, type EventGroup } from "@/lib/events/rules";

const groupNames: Record<EventGroup, string> = {
  firms: "Firms and their steps",
  people: "People, links and sessions",
  keys: "Applications and keys",
  connection: "Connections",
  permissions: "Integrations and new permissions",
  problems: "Problems and outages",
  mails: "Mails",
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

/** Narrows the history; it asks by the page’s address, so that a choice can be sent to a colleague. */
export function HistoryFilterForm({ filter }: { filter: HistoryFilter }) {
  return (
    <form
      action="/staff/history"
      className="no-print mb-6 grid items-end gap-4 wide:grid-cols-[1fr_1fr_1fr_auto]"
    >
      <SelectField name="about" label="About" options={groups} defaultValue={filter.group} />
      <SelectField name="whose" label="Whose" options={owners} defaultValue={filter.whose} />
      <Field
        name="firm"
        label="Firm’s name, or a part of it"
        type="search"
        defaultValue={filter.firmName}
      />
      <Button kind="secondary">Show</Button>
    </form>
  );
}
