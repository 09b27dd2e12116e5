import { Field } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import type { ApiAccess } from "@/lib/vocabulary";

type PlanFieldsProps = {
  /** What was typed before, or what is stored. */
  values: Partial<Record<string, string>>;
  today: string;
  /** Firms whose verdict follows the answer about access. */
  firmsThatFollow: number;
};

const accessOptions: { value: ApiAccess; label: string; hint: string }[] = [
  { value: "yes", label: "Yes", hint: "Firms with it go on." },
  {
    value: "no",
    label: "No",
    hint: "Firms with it are told to upgrade first; their next steps are locked.",
  },
  { value: "unknown", label: "Not known", hint: "Firms with it go on; connecting shows it." },
];

/** How many firms a changed answer concerns: said before it is saved. */
function followWords(firms: number): string {
  if (firms === 0) return "No firm’s verdict depends on this at the moment.";
  const who = firms === 1 ? "One firm has" : `${firms} firms have`;
  return `${who} named this plan and Clio has not confirmed it yet: the verdict of ${firms === 1 ? "this firm" : "these firms"} changes with your answer at once.`;
}

/** What is known of one of Clio’s plans, to be entered or corrected. */
export function PlanFields({ values, today, firmsThatFollow }: PlanFieldsProps) {
  return (
    <>
      <Field
        name="name"
        label="Name"
        hint="As Clio shows it."
        defaultValue={values.name}
        autoComplete="off"
      />
      <Field
        name="former_names"
        label="Former names"
        hint="Firms may know it by an older name. Leave it empty if there is none."
        defaultValue={values.former_names}
      />
      <Field
        name="price"
        label="Price"
        hint="In words, such as “from $89 per user and month”."
        defaultValue={values.price}
      />
      <RadioGroup
        name="api_access"
        legend="Do integrations have access with this plan?"
        hint={<p>{followWords(firmsThatFollow)}</p>}
        defaultValue={values.api_access}
        options={accessOptions}
      />
      <Field
        name="as_of"
        label="Known as of"
        hint="The day on which you saw this. Firms read it beside the plans."
        type="date"
        max={today}
        defaultValue={values.as_of ?? today}
      />
      <Field
        name="position"
        label="Place in the list"
        hint="Firms see the plans in this order, from 1 to 99."
        inputMode="numeric"
        defaultValue={values.position}
      />
    </>
  );
}
