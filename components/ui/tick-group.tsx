"use client";

import type { ReactNode } from "react";
import { useFieldError } from "./form-problem";

type TickGroupProps = {
  /** The name of the whole: its first box has it as its id, for the summary of errors. */
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  options: { name: string; label: ReactNode; hint?: ReactNode; isTicked: boolean }[];
};

/** Any number of answers, each with a name of its own: a box that is ticked is sent as `on`. */
export function TickGroup({ name, legend, hint, options }: TickGroupProps) {
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
          const id = index === 0 ? name : option.name;
          return (
            <div key={option.name} className="relative flex gap-3 py-2.5">
              <input
                id={id}
                type="checkbox"
                name={option.name}
                value="on"
                defaultChecked={option.isTicked}
                aria-describedby={option.hint ? `${id}-about` : undefined}
                className="relative z-10 mt-0.5 size-6 shrink-0 accent-accent"
              />
              <div className="min-w-0">
                {/* The label covers the whole row, so that a thumb cannot miss it. */}
                <label
                  htmlFor={id}
                  className="block min-h-6 cursor-pointer [overflow-wrap:anywhere] after:absolute after:inset-0"
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
