"use client";

import type { ReactNode } from "react";
import { useFieldError } from "./form-problem";

export type Choice = {
  /** Of the box or radio: the first one's is the field's name, which the summary of errors leads to. */
  id: string;
  input: { type: "checkbox" | "radio"; name: string; value: string; defaultChecked: boolean };
  label: ReactNode;
  hint?: ReactNode;
};

type ChoiceGroupProps = {
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  choices: Choice[];
};

/** What `RadioGroup` and `TickGroup` have in common: a question, and a row for each answer. */
export function ChoiceGroup({ name, legend, hint, choices }: ChoiceGroupProps) {
  const error = useFieldError(name);
  const ids = [hint ? `${name}-hint` : "", error ? `${name}-error` : ""].filter(Boolean);
  return (
    <fieldset
      aria-describedby={ids.join(" ") || undefined}
      className={error ? "border-l-4 border-bad pl-4" : ""}
    >
      {/* Floating: a fieldset's border begins at the middle of a legend that does not. */}
      <legend className="float-left w-full font-semibold">{legend}</legend>
      <div className="clear-both" />
      {hint ? (
        <div id={`${name}-hint`} className="max-w-[60ch] text-hint text-muted">
          {hint}
        </div>
      ) : null}
      {error ? (
        <p id={`${name}-error`} className="font-semibold text-bad">
          {error}
        </p>
      ) : null}
      <div className="mt-2 max-w-[40rem] divide-y divide-line border-y border-line">
        {choices.map(({ id, input, label, hint: about }) => (
          <div key={id} className="relative flex gap-3 py-2.5">
            <input
              id={id}
              {...input}
              aria-describedby={about ? `${id}-about` : undefined}
              className="relative z-10 mt-0.5 size-6 shrink-0 accent-accent"
            />
            <div className="min-w-0">
              {/* The label covers the whole row, so that a thumb cannot miss it. */}
              <label
                htmlFor={id}
                className="block min-h-6 cursor-pointer [overflow-wrap:anywhere] after:absolute after:inset-0"
              >
                {label}
              </label>
              {about ? (
                <p id={`${id}-about`} className="text-hint text-muted">
                  {about}
                </p>
              ) : null}
            </div>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
