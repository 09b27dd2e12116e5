"use client";

import { useContext, useState, type ReactNode } from "react";
import { FieldFrame, inputLook } from "./field";
import { FormProblemContext } from "./form-problem";
import { useIsInteractive } from "./use-is-interactive";

type SecretFieldProps = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
};

/**
 * A value that is pasted once and never shown again by us. It is masked, may be looked at before it
 * is sent, takes any length, and is emptied by ActionForm when the server refuses the form.
 */
export function SecretField({ name, label, hint }: SecretFieldProps) {
  const [isShown, setIsShown] = useState(false);
  const isInteractive = useIsInteractive();
  const wasEmptied = useContext(FormProblemContext) !== null;
  const shownHint = wasEmptied ? (
    <>{hint} Paste it again: we did not keep the one you sent.</>
  ) : (
    hint
  );
  return (
    <FieldFrame name={name} label={label} hint={shownHint}>
      {({ invalid, describedBy }) => (
        <div className="flex max-w-[30rem] items-stretch gap-2">
          <input
            id={name}
            name={name}
            type={isShown ? "text" : "password"}
            data-secret
            data-1p-ignore
            data-lpignore="true"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
            className={`${inputLook} min-w-0 font-mono text-hint`}
          />
          {isInteractive ? (
            <button
              type="button"
              aria-controls={name}
              aria-pressed={isShown}
              onClick={() => setIsShown(!isShown)}
              className="min-h-11 min-w-[4.5rem] rounded-base border border-line-strong px-3 font-semibold hover:border-ink"
            >
              {isShown ? "Hide" : "Show"}
            </button>
          ) : null}
        </div>
      )}
    </FieldFrame>
  );
}
