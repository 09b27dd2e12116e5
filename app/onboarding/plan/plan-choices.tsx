import { ArrowRight, Check } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import { DayText } from "@/components/ui/time-text";

export type PlanChoice = { value: string; label: string; hint: string };

type PlanChoicesProps = {
  choices: PlanChoice[];
  answer: string | null;
  /** The day by which all of this is known. */
  asOf: string | null;
};

/** The plans, each a button that sends the form: naming the plan is one press. */
export function PlanChoices({ choices, answer, asOf }: PlanChoicesProps) {
  return (
    <fieldset id="plan" tabIndex={-1}>
      <legend className="font-semibold">Which plan does your firm have?</legend>
      <p className="text-hint text-muted">
        Press the one that you see in Clio.
        {asOf ? (
          <>
            {" "}
            Names and prices as of <DayText day={asOf} />.
          </>
        ) : null}
      </p>
      {/* Enter in another field would press the first plan; a form's first button may refuse. */}
      <button type="submit" disabled hidden>
        Choose a plan
      </button>
      <ul className="mt-2 max-w-[40rem] divide-y divide-line border-y border-line">
        {choices.map(({ value, label, hint }) => (
          <li key={value}>
            <button
              type="submit"
              name="plan"
              value={value}
              className="group flex min-h-14 w-full items-center justify-between gap-4 py-2.5 text-left"
            >
              <span>
                <span className="link font-semibold">{label}</span>
                {hint ? <span className="block text-hint text-muted">{hint}</span> : null}
              </span>
              {value === answer ? (
                <span className="flex shrink-0 items-center gap-1.5 text-hint">
                  <Icon as={Check} size={16} className="text-ok" />
                  Your answer
                </span>
              ) : (
                <Icon as={ArrowRight} className="text-muted group-hover:text-accent" />
              )}
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
