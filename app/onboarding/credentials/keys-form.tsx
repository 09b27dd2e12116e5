import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { FormProblem } from "@/components/ui/form-problem";
import { RadioGroup } from "@/components/ui/radio-group";
import { SecretField } from "@/components/ui/secret-field";
import type { ApplicationView } from "@/lib/applications/queries";
import { regionHosts, regionNames, regions } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";

type KeysFormProps = {
  application: ApplicationView;
  isRegionFixed: boolean;
  agencyName: string;
  problem: FormProblem | null;
  /** What was typed last time; never the secret. */
  values: Record<string, string>;
};

/** The form for region, client ID and client secret, and what happens to them. */
export function KeysForm(props: KeysFormProps) {
  const { application, isRegionFixed, agencyName, problem, values } = props;
  return (
    <ActionForm
      action="/api/onboarding/credentials"
      nonce={newFormNonce()}
      problem={problem}
      busyText="Asking Clio about the keys. This takes a few seconds."
      className="space-y-8"
    >
      {isRegionFixed && application.region ? (
        <input type="hidden" name="region" value={application.region} />
      ) : (
        <RadioGroup
          name="region"
          legend="Which address do you see when you use Clio?"
          hint="Look at the beginning of the address bar while you are signed in to Clio."
          defaultValue={values.region ?? application.region}
          options={regions.map((region) => ({
            value: region,
            label: regionHosts[region],
            hint: regionNames[region],
          }))}
        />
      )}
      <Field
        name="client_id"
        label="Client ID"
        hint="Clio calls it App Key."
        autoComplete="off"
        defaultValue={values.client_id}
        exact
      />
      <SecretField name="client_secret" label="Client secret" hint="Clio calls it App Secret." />
      <ul className="max-w-[60ch] list-disc space-y-1 pl-5 text-hint text-muted">
        <li>We use the keys only to connect your firm’s Clio account, and store them encrypted.</li>
        <li>
          Nobody can read the client secret afterwards: neither people at your firm nor people at{" "}
          {agencyName}. It is never shown again.
        </li>
        <li>You can replace both values on this page at any time.</li>
      </ul>
      <Button wide>Send the keys</Button>
    </ActionForm>
  );
}
