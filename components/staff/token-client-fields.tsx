import { Field, SelectField, TextArea } from "@/components/ui/field";
import { TickGroup } from "@/components/ui/tick-group";

type TokenClientFieldsProps = {
  /** What was typed before, or what is stored. */
  values: Partial<Record<string, string>>;
  integrations: { id: string; name: string }[];
};

/** What an integration service may do at the machine's door, to be entered or corrected. */
export function TokenClientFields({ values, integrations }: TokenClientFieldsProps) {
  const isTicked = (name: string) => values[name] === "on";
  return (
    <>
      <Field
        name="name"
        label="Name"
        hint="What you call the service."
        defaultValue={values.name}
        autoComplete="off"
      />
      <SelectField
        name="integration"
        label="Integration"
        hint="It sees all firms of this integration, also those that come later."
        options={[
          { value: "", label: "None: only the firms below" },
          ...integrations.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        defaultValue={values.integration}
      />
      <TextArea
        name="firms"
        label="Single firms"
        hint="Ids such as firm_…, one a line: beside the integration’s, or alone. An id ends the address of a firm’s page. Usually empty."
        defaultValue={values.firms}
      />
      <TickGroup
        name="rights"
        legend="What it may do"
        options={[
          {
            name: "may_take_tokens",
            label: "Take access tokens",
            hint: "And report what it met at Clio with them.",
            isTicked: isTicked("may_take_tokens"),
          },
          {
            name: "may_read_status",
            label: "Read statuses",
            hint: "Which firms there are, how their connections are, and which account they belong to.",
            isTicked: isTicked("may_read_status"),
          },
          {
            name: "before_live",
            label: "Take tokens before a firm is live",
            hint: "For your own tests. What the service does then happens in the firm’s real account.",
            isTicked: isTicked("before_live"),
          },
        ]}
      />
      <Field
        name="requests_a_minute"
        label="Requests a minute"
        hint="More are refused and told when to come back. All its keys count together."
        inputMode="numeric"
        defaultValue={values.requests_a_minute}
        exact
      />
    </>
  );
}
