import type { ReactNode } from "react";

/** One piece of the house, with its name above it. */
export function Piece({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-10">
      <h2 className="mb-4 border-b border-line pb-2 text-hint font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** One state of a piece, with the state's name beside what it looks like. */
export function State({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="mb-6">
      <p className="mb-1 text-small text-muted">{name}</p>
      {children}
    </div>
  );
}
