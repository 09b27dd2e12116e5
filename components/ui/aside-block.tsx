import type { ReactNode } from "react";

/** One block of the aside: a strong rule, a title, short text. */
export function AsideBlock({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t-2 border-ink pt-4 pb-6">
      <h2 className="text-hint font-semibold">{title}</h2>
      <div className="mt-2 space-y-2 text-hint text-muted">{children}</div>
    </section>
  );
}
