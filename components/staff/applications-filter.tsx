import { keyCheckWords } from "@/components/staff/applications-table";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import type { ApplicationsQuery } from "@/lib/staff/applications-query";
import { keyChecks, regionHosts, regions } from "@/lib/vocabulary";

const owners = [
  { value: "", label: "Ours and the firms’ own" },
  { value: "ours", label: "Ours" },
  { value: "firms", label: "The firms’ own" },
];
const places = [
  { value: "", label: "Every region" },
  ...regions.map((region) => ({ value: region, label: regionHosts[region] })),
];
const checks = [
  { value: "", label: "Whatever Clio said" },
  ...keyChecks.map((check) => ({ value: check, label: keyCheckWords(check) })),
];

/** Narrows the applications; it asks by the page’s address, so that a choice can be sent to a colleague. */
export function ApplicationsFilter({ query }: { query: ApplicationsQuery }) {
  return (
    <form
      action="/staff/applications"
      className="no-print mb-6 grid items-end gap-4 wide:grid-cols-[1fr_1fr_1fr_auto]"
    >
      <SelectField name="owner" label="Whose" options={owners} defaultValue={query.owner} />
      {/* The form below has fields of these names, too. */}
      <SelectField
        name="region"
        id="filter-region"
        label="Where"
        options={places}
        defaultValue={query.region}
      />
      <SelectField name="check" label="Keys" options={checks} defaultValue={query.check} />
      <Button kind="secondary">Show</Button>
    </form>
  );
}
