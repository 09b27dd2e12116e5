"use client";

import { useIsInteractive } from "@/components/ui/use-is-interactive";

/** Prints the page; without JavaScript the browser's own menu does. */
export function PrintButton() {
  const isInteractive = useIsInteractive();
  return (
    <p className={`no-print mb-8 ${isInteractive ? "" : "invisible"}`}>
      <button type="button" className="link min-h-6" onClick={() => window.print()}>
        Print this page
      </button>
    </p>
  );
}
