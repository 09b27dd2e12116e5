import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field, SelectField, TextArea } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import { SecretField } from "@/components/ui/secret-field";
import { TickGroup } from "@/components/ui/tick-group";
import { regionHosts, regionNames, regions } from "@/lib/vocabulary";
import { Piece, State } from "./piece";

const regionOptions = regions.map((region) => ({
  value: region,
  label: regionHosts[region],
  hint: regionNames[region],
}));
const stepOptions = [
  { value: "plan", label: "Check your Clio plan" },
  { value: "connect", label: "Connect Clio" },
];

/** Each control with its label alone and with a hint, and both again in a form that was refused. */
function Controls({ form }: { form: "plain" | "wrong" }) {
  return (
    <div className="space-y-6">
      <Field name={`${form}_bare`} label="Your e-mail address" type="email" />
      <Field
        name={`${form}_hint`}
        label="Website"
        hint="Goes into Clio’s form as Website URL."
        type="url"
        defaultValue="https://hartleymoss.test"
      />
      <Field
        name={`${form}_exact`}
        label="Client ID"
        hint="Clio calls it App Key."
        defaultValue="aB3xY9mN2pQ7rS5tU8vW1zC4dE6fG0hJkLnKq2Lm4x"
        exact
      />
      <Field name={`${form}_day`} label="Remind me on" type="date" defaultValue="2026-11-30" />
      <SecretField name={`${form}_secret`} label="Client secret" hint="Clio calls it App Secret." />
      <TextArea
        name={`${form}_text`}
        label="Where are you stuck?"
        hint="AcuCoders reads this. Do not write passwords or keys here."
        defaultValue="The form in Clio has no field “Website URL”."
      />
      <SelectField name={`${form}_select`} label="Step" options={stepOptions} />
      <RadioGroup
        name={`${form}_region`}
        legend="Which address do you see when you use Clio?"
        hint="Sign in to Clio and look at the beginning of the address bar."
        options={regionOptions}
        defaultValue="eu"
      />
      <RadioGroup
        name={`${form}_live`}
        legend="When everything holds, a firm goes live"
        options={[
          { value: "by_staff", label: "when staff switch it on" },
          { value: "by_itself", label: "by itself" },
        ]}
      />
      <TickGroup
        name={`${form}_kinds`}
        legend="What it is told"
        hint="As often as it happens."
        options={[
          { name: `${form}_kinds_live`, label: "A firm went live", isTicked: true },
          {
            name: `${form}_kinds_ended`,
            label: "Clio has ended the access",
            hint: "No token is to be had until the firm connects again.",
            isTicked: false,
          },
        ]}
      />
    </div>
  );
}

const wrong = {
  message: "Please look at ten answers.",
  fields: {
    wrong_bare: "Enter an e-mail address, such as ada@hartleymoss.test.",
    wrong_hint: "Enter a web address that begins with https://.",
    wrong_exact: "This is the short App ID. We need the App Key, which is much longer.",
    wrong_day: "Choose a day within the next 90 days.",
    wrong_secret: "Paste the client secret again.",
    wrong_text: "Say in a few words where you are stuck.",
    wrong_select: "Choose a step.",
    wrong_region: "Choose your region.",
    wrong_live: "Choose one of the two.",
    wrong_kinds: "Choose at least one.",
  },
};

export function FieldsSection() {
  return (
    <>
      <Piece title="Fields, with and without a hint">
        <Controls form="plain" />
      </Piece>
      <Piece title="A form that was refused: summary, errors, hints and errors together">
        <ActionForm action="/api/theme" problem={wrong}>
          <Controls form="wrong" />
          <div className="mt-6">
            <Button>Save</Button>
          </div>
        </ActionForm>
      </Piece>
      <Piece title="Error summary">
        <State name="One message for all">
          <ErrorSummary
            problem={{
              message:
                "We could not reach the portal. Please check your internet connection and press the button again.",
            }}
          />
        </State>
      </Piece>
    </>
  );
}
