import { Field, SelectField } from "@/components/ui/field";
import { offeredResources } from "@/lib/integrations/schema";
import { resourceNames } from "@/lib/vocabulary";

const accesses = [
  { value: "", label: "Not needed" },
  { value: "read", label: "Read" },
  { value: "write", label: "Read and write" },
];
const needs = [
  { value: "required", label: "Required" },
  { value: "optional", label: "Optional" },
];

/** For each permission of Clio’s form: whether it is needed, and the words that firms read. */
export function ScopeFields({ values }: { values: Record<string, string> | undefined }) {
  return offeredResources.map((resource) => (
    <fieldset key={resource} className="border-t border-line pt-4">
      <legend className="float-left w-full font-semibold">{resourceNames[resource]}</legend>
      <div className="clear-both grid gap-4 pt-2 wide:grid-cols-2">
        <SelectField
          name={`${resource}_access`}
          label="Access"
          options={accesses}
          defaultValue={values?.[`${resource}_access`]}
        />
        <SelectField
          name={`${resource}_need`}
          label="Needed"
          options={needs}
          defaultValue={values?.[`${resource}_need`]}
        />
        <Field
          name={`${resource}_purpose`}
          label="What it is for"
          defaultValue={values?.[`${resource}_purpose`]}
        />
        <Field
          name={`${resource}_impact`}
          label="What stops working without it"
          defaultValue={values?.[`${resource}_impact`]}
        />
      </div>
    </fieldset>
  ));
}
