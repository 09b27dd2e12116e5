"use client";

import { useState } from "react";
import { useIsInteractive } from "./use-is-interactive";

type CopyButtonProps = {
  value: string;
  /** What is copied, for those who hear only the button: "Copy the redirect URI". */
  label: string;
};

/** Puts a value on the clipboard. Without JavaScript it is absent and the text can be selected. */
export function CopyButton({ value, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const isInteractive = useIsInteractive();

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
    } catch {
      setOutcome("failed");
    }
  }

  return (
    <span className={`no-print inline-flex shrink-0 ${isInteractive ? "" : "invisible"}`}>
      <button
        type="button"
        aria-label={label}
        onClick={() => void copy()}
        className="min-h-11 min-w-[5.5rem] rounded-base border border-line-strong px-3 text-hint font-semibold hover:border-ink wide:min-h-9"
      >
        {outcome === "copied" ? "Copied" : "Copy"}
      </button>
      <span role="status" className="sr-only">
        {outcome === "copied" ? "Copied." : null}
        {outcome === "failed" ? "Could not copy. Please select the text and copy it." : null}
      </span>
    </span>
  );
}
