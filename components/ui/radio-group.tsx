"use client";

import type { ReactNode } from "react";
import { useFieldError } from "./form-problem";

type RadioGroupProps = {
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  options: { value: string; label: ReactNode; hint?: ReactNode }[];
  defaultValue?: string | null;
};

/** One answer out of a few. The first radio carries the field's name as its id, for the summary. */
export function RadioGroup({ name, legend, hint, options, defaultValue }: RadioGroupProps) {
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
        {options.map((option, index) => {
          const id = index === 0 ? name : `${name}-${option.value}`;
          return (
            <div key={option.value} className="relative flex gap-3 py-2.5">
              <input
                id={id}
                type="radio"
                name={name}
                value={option.value}
                defaultChecked={option.value === defaultValue}
                aria-describedby={option.hint ? `${id}-about` : undefined}
                className="relative z-10 mt-0.5 size-6 shrink-0"
              />
              <div>
                {/* The label covers the whole row, so that a thumb cannot miss it. */}
                <label
                  htmlFor={id}
                  className="block min-h-6 cursor-pointer after:absolute after:inset-0"
                >
                  {option.label}
                </label>
                {option.hint ? (
                  <p id={`${id}-about`} className="text-hint text-muted">
                    {option.hint}
                  </p>
                ) : null}
              </div>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
