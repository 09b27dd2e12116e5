import type { ReactNode } from "react";

/** Facts in two columns (one on a phone), each with its name above it. */
export function DefinitionGrid({ facts }: { facts: { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-10 wide:grid-cols-2">
      {facts.map((fact) => (
        <div key={fact.term} className="border-b border-line py-3">
          <dt className="text-small text-muted">{fact.term}</dt>
          <dd className="[overflow-wrap:anywhere]">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
