import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { formatDay } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import { addDays, type Day } from "@/lib/settings/rules";
import type { HandOverStep } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";

type StepHelpProps = {
  step: HandOverStep;
  agencyName: string;
  /** What was just told to staff, as the address says; it changes words alone. */
  told: string | string[] | undefined;
  /** Whoever was handed the step can ask for help, and hands nothing on. */
  isHandedOver: boolean;
  today: Day;
  remindOn: Day | null;
  /** What was written and could not be taken, when the form came back without JavaScript. */
  typed?: string;
};

const thanks: Record<string, string> = {
  stuck: "They read it and write to you. You can go on here meanwhile.",
  different: "They look at Clio’s page and mend our instructions. You can go on here meanwhile.",
  masked:
    "What looked like a key was removed before it was stored. Keys belong into the form of “Send us the keys” alone, where nobody can read them.",
};

/** What somebody can do who does not get on with a step: tell us, hand it over, be reminded. */
export function StepHelp(props: StepHelpProps) {
  const { step, agencyName, told, isHandedOver, today, remindOn, typed } = props;
  const message = typeof told === "string" && Object.hasOwn(thanks, told) ? thanks[told] : null;
  return (
    <section aria-labelledby="step-help" className="no-print mt-12 border-t border-line pt-5">
      <h2 id="step-help" className="text-hint font-semibold">
        Not getting on?
      </h2>
      {message ? (
        <div className="my-3">
          <Notice kind="ok" title={`${agencyName} has been told`} isBrief>
            <p>{message}</p>
          </Notice>
        </div>
      ) : null}
      <Disclosure title="I am stuck" isOpen={typed !== undefined}>
        <ActionForm action="/api/onboarding/stuck" nonce={newFormNonce()} className="space-y-4">
          <input type="hidden" name="step" value={step} />
          <TextArea
            name="text"
            label="Where are you stuck?"
            hint={`${agencyName} reads this. Do not write passwords or keys here.`}
            defaultValue={typed}
          />
          <Button kind="secondary">Tell {agencyName}</Button>
        </ActionForm>
      </Disclosure>
      <Disclosure title="Clio looks different here">
        <ActionForm action="/api/onboarding/different" nonce={newFormNonce()} className="space-y-4">
          <input type="hidden" name="step" value={step} />
          <TextArea
            name="text"
            id="different-text"
            label="What do you see?"
            hint="You can leave this empty. Do not write passwords or keys here."
            defaultValue={typed}
          />
          <Button kind="secondary">Tell {agencyName}</Button>
        </ActionForm>
      </Disclosure>
      {isHandedOver ? null : (
        <>
          <Disclosure title={remindOn ? `Reminder on ${formatDay(remindOn)}` : "Remind me later"}>
            <ActionForm
              action="/api/onboarding/remind"
              nonce={newFormNonce()}
              className="space-y-4"
            >
              <input type="hidden" name="step" value={step} />
              <Field
                name="remind_on"
                label="Remind me on"
                hint="One mail, on that day."
                type="date"
                min={addDays(today, 1)}
                max={addDays(today, 90)}
                defaultValue={remindOn ?? addDays(today, 1)}
              />
              <Button kind="secondary">Remind me</Button>
            </ActionForm>
          </Disclosure>
          <p className="border-b border-line py-3">
            <a className="link" href={`/onboarding/people?step=${step}#hand-over`}>
              Send this step to a colleague
            </a>
          </p>
        </>
      )}
    </section>
  );
}

type DisclosureProps = { title: string; isOpen?: boolean; children: ReactNode };

function Disclosure({ title, isOpen, children }: DisclosureProps) {
  return (
    <details open={isOpen} className="border-b border-line py-3">
      <summary className="link inline-block min-h-6">{title}</summary>
      <div className="mt-4 mb-2">{children}</div>
    </details>
  );
}
