"use client";

import { useId, useState } from "react";
import { pageKeys } from "./keys";
import { pagesOf } from "./page-parts";
import { WindowFrame } from "./window-frame";

type Line = { keys: string[]; what: string };

const here: Line[] = [
  { keys: ["/"], what: "Search" },
  { keys: ["j"], what: "Next row" },
  { keys: ["k"], what: "Row before" },
  { keys: ["Enter"], what: "Open the row" },
  { keys: ["x"], what: "Tick the row, or untick it" },
  { keys: ["Ctrl", "K"], what: "Go to a page or a firm, or act on the row (⌘ K on a Mac)" },
  { keys: ["?"], what: "This list" },
  { keys: ["Esc"], what: "Close a window" },
];

/** What each key does. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const heading = useId();
  const [toPages] = useState(pageLines);
  return (
    <WindowFrame labelledBy={heading} className="w-[640px]" onClose={onClose}>
      <div className="p-6">
        <div className="mb-4 flex items-start justify-between gap-4">
          <h2 id={heading} className="heading text-h2">
            Keys
          </h2>
          <form method="dialog">
            <button
              type="submit"
              className="min-h-8 rounded-base border border-line-strong px-[11px] text-small font-semibold hover:border-ink"
            >
              Close
            </button>
          </form>
        </div>
        <div className="grid gap-x-10 gap-y-6 wide:grid-cols-2">
          <Lines title="On this page" lines={here} />
          <Lines title="To another page" lines={toPages} />
        </div>
        <p className="mt-5 text-small text-muted">
          While you write in a field, letters are letters.
        </p>
      </div>
    </WindowFrame>
  );
}

/** The pages of the sidebar that have a key. */
function pageLines(): Line[] {
  const pages = pagesOf(document);
  return Object.entries(pageKeys).flatMap(([key, href]) => {
    const page = pages.find((one) => one.href === href);
    return page ? [{ keys: ["g", key], what: page.label }] : [];
  });
}

function Lines({ title, lines }: { title: string; lines: Line[] }) {
  return (
    <section>
      <h3 className="mb-1 text-hint font-semibold">{title}</h3>
      <dl className="text-hint">
        {lines.map(({ keys, what }) => (
          <div key={what} className="flex gap-4 border-t border-line py-1.5">
            <dt className="w-20 shrink-0 space-x-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="rounded-base border border-line-strong px-1.5 py-px text-small"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
