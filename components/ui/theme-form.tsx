"use client";

import { useState, type SubmitEvent as FormSubmitEvent } from "react";

export type Theme = "system" | "light" | "dark";

const choices: { value: Theme; label: string }[] = [
  { value: "system", label: "Automatic" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

type ThemeFormProps = {
  theme: Theme;
  /** Where the answer leads without JavaScript: the shell's own first page. */
  from: "public" | "firm" | "staff";
};

/** Light, dark or as the system has it. A plain form; with JavaScript the page changes in place. */
export function ThemeForm({ theme, from }: ThemeFormProps) {
  const [chosen, setChosen] = useState(theme);

  async function save(next: Theme) {
    setChosen(next);
    const root = document.documentElement;
    if (next === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = next;
    const headers = { accept: "application/json" };
    const body = new URLSearchParams({ theme: next, from });
    // The choice is on the page already; if it cannot be kept, the next page shows the old one.
    await fetch("/api/theme", { method: "POST", headers, body }).catch(() => null);
  }

  function onSubmit(event: FormSubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const value = event.nativeEvent.submitter?.getAttribute("value");
    const choice = choices.find((one) => one.value === value);
    if (choice) void save(choice.value);
  }

  return (
    <form method="post" action="/api/theme" onSubmit={onSubmit}>
      <input type="hidden" name="from" value={from} />
      <fieldset>
        <legend className="text-small text-muted">Appearance</legend>
        <div className="mt-1 flex rounded-base border border-line-strong">
          {choices.map(({ value, label }) => (
            <button
              key={value}
              type="submit"
              name="theme"
              value={value}
              aria-pressed={chosen === value}
              className="min-h-9 flex-1 rounded-base px-2 text-small aria-pressed:bg-accent-soft aria-pressed:font-semibold"
            >
              {label}
            </button>
          ))}
        </div>
      </fieldset>
    </form>
  );
}
