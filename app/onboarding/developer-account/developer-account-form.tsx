import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { FormProblem } from "@/components/ui/form-problem";
import { RadioGroup } from "@/components/ui/radio-group";
import type { DeveloperFacts } from "@/lib/onboarding/rules";
import type { Day } from "@/lib/settings/rules";
import { newFormNonce } from "@/lib/web/form-nonce";

type DeveloperAccountFormProps = {
  developer: DeveloperFacts;
  today: Day;
  problem: FormProblem | null;
  values: Record<string, string>;
};

const stageOf = (developer: DeveloperFacts) =>
  developer.approvedOn ? "approved" : developer.appliedOn ? "applied" : "trial";

/** How far the developer account is, with the days that we watch. */
export function DeveloperAccountForm(props: DeveloperAccountFormProps) {
  const { developer, today, problem, values } = props;
  return (
    <section aria-labelledby="how-far" className="border-t-2 border-ink pt-5">
      <h2 id="how-far" className="heading text-h2">
        How far are you?
      </h2>
      <ActionForm
        action="/api/onboarding/developer-account"
        nonce={newFormNonce()}
        problem={problem}
        className="mt-4 space-y-6"
      >
        <Field
          name="email"
          label="E-mail address of the trial or developer account"
          hint="We notice by it when that account is about to be connected instead of your live one."
          type="email"
          defaultValue={values.email ?? developer.email ?? ""}
        />
        <Field
          name="trial_started_on"
          label="The trial began on"
          type="date"
          max={today}
          defaultValue={values.trial_started_on ?? developer.trialStartedOn ?? today}
        />
        <Field
          name="trial_ends_on"
          label="The trial ends on"
          hint="Leave this empty for seven days after it began."
          type="date"
          defaultValue={values.trial_ends_on ?? developer.trialEndsOn ?? ""}
        />
        <RadioGroup
          name="stage"
          legend="Where do things stand?"
          defaultValue={values.stage ?? stageOf(developer)}
          options={[
            { value: "trial", label: "The trial runs; I have not applied yet" },
            { value: "applied", label: "I have applied for the conversion" },
            { value: "approved", label: "Clio has approved it" },
          ]}
        />
        <Field
          name="applied_on"
          label="Applied on"
          hint="If you have. Leave it empty for today."
          type="date"
          max={today}
          defaultValue={values.applied_on ?? developer.appliedOn ?? ""}
        />
        <Button>Save</Button>
      </ActionForm>
    </section>
  );
}
