"use client";

import type { HTMLInputAutoCompleteAttribute, ReactNode } from "react";
import { useFieldError } from "./form-problem";

export const inputLook =
  "w-full rounded-base border border-line-field bg-card px-3 py-[9px] text-ink min-h-11 aria-invalid:border-2 aria-invalid:border-bad";

type FieldFrameProps = {
  name: string;
  /** Where a page has two fields of one name; otherwise the name. */
  id?: string;
  label: ReactNode;
  hint?: ReactNode;
  children: (ids: { invalid: boolean; describedBy: string | undefined }) => ReactNode;
};

/** Label, hint and error around one control, tied together for those who listen. */
export function FieldFrame({ name, id = name, label, hint, children }: FieldFrameProps) {
  const error = useFieldError(name);
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean);
  return (
    <div className={error ? "border-l-4 border-bad pl-4" : ""}>
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="max-w-[60ch] text-hint text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} className="font-semibold text-bad">
          {error}
        </p>
      ) : null}
      <div className="mt-2">
        {children({ invalid: Boolean(error), describedBy: ids.join(" ") || undefined })}
      </div>
    </div>
  );
}

type FieldProps = {
  name: string;
  id?: string;
  label: ReactNode;
  hint?: ReactNode;
  type?: "text" | "email" | "url" | "search" | "date";
  defaultValue?: string;
  autoComplete?: HTMLInputAutoCompleteAttribute;
  required?: boolean;
  /** For values that are copied, not written: no correction, no capital letters, even digits. */
  exact?: boolean;
  inputMode?: "numeric";
  min?: string;
  max?: string;
};

/** One line of text. */
export function Field(props: FieldProps) {
  const { name, id = name, label, hint, type = "text", exact = false, ...input } = props;
  return (
    <FieldFrame name={name} id={id} label={label} hint={hint}>
      {({ invalid, describedBy }) => (
        <input
          id={id}
          name={name}
          type={type}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          spellCheck={exact ? false : undefined}
          autoCapitalize={exact ? "none" : undefined}
          className={`${inputLook} max-w-[30rem] ${exact ? "font-mono text-hint" : ""}`}
          {...input}
        />
      )}
    </FieldFrame>
  );
}

type TextAreaProps = Pick<FieldProps, "name" | "id" | "label" | "hint" | "defaultValue"> & {
  rows?: number;
};

/** A few lines of text. */
export function TextArea({ name, id = name, label, hint, rows = 3, defaultValue }: TextAreaProps) {
  return (
    <FieldFrame name={name} id={id} label={label} hint={hint}>
      {({ invalid, describedBy }) => (
        <textarea
          id={id}
          name={name}
          rows={rows}
          defaultValue={defaultValue}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          className={`${inputLook} max-w-[40rem]`}
        />
      )}
    </FieldFrame>
  );
}

type SelectFieldProps = {
  name: string;
  id?: string;
  label: ReactNode;
  hint?: ReactNode;
  options: { value: string; label: string }[];
  defaultValue?: string;
};

/** A choice among many; for two to six, prefer RadioGroup. */
export function SelectField({
  name,
  id = name,
  label,
  hint,
  options,
  defaultValue,
}: SelectFieldProps) {
  return (
    <FieldFrame name={name} id={id} label={label} hint={hint}>
      {({ invalid, describedBy }) => (
        <select
          id={id}
          name={name}
          defaultValue={defaultValue}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          className={`${inputLook} max-w-[30rem]`}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}
