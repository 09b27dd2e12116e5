import type { ReactNode } from "react";

/** Numbered instructions: what to do, one thing at a time. */
export function Instructions({ steps }: { steps: { title: string; content: ReactNode }[] }) {
  return (
    <ol className="mb-10">
      {steps.map((step, index) => (
        <li
          key={step.title}
          className="grid grid-cols-[2.25rem_minmax(0,1fr)] border-t border-line py-5"
        >
          <span aria-hidden className="heading text-h3 text-accent">
            {index + 1}
          </span>
          <div>
            <h2 className="heading text-h3">{step.title}</h2>
            <div className="mt-1 max-w-[60ch] space-y-3">{step.content}</div>
          </div>
        </li>
      ))}
    </ol>
  );
}
