import type { QueuePageView } from "@/lib/staff/queue-views";

/** A list as a page showed it: what tells whether it is another one now. */
export type Shown = {
  ids: string[];
  /** How many firms the tab holds. */
  number: number;
  /** There are more firms than the page shows. */
  isCut: boolean;
  /** The same for the same rows and counts. */
  digest: string;
};

export function shownOf(page: Pick<QueuePageView, "rows" | "counts" | "next" | "query">): Shown {
  return {
    ids: page.rows.map(({ firmId }) => firmId),
    number: page.counts[page.query.tab].number,
    isCut: page.next !== null || page.query.after !== null,
    digest: digest(JSON.stringify([page.rows, page.counts])),
  };
}

/** FNV-1a: short, and the same in the portal and in a browser; nothing secret hangs on it. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}

/** What changed between two looks at a list, in words for those who listen; null when nothing did. */
export function changeWords(before: Shown, after: Shown): string | null {
  if (before.digest === after.digest) return null;
  const [left, came] = movesOf(before, after);
  const parts = [
    left > 0 && `${firms(left)} left this tab`,
    came > 0 && `${firms(came)} came to this tab`,
  ].filter(Boolean);
  return parts.length > 0 ? `${parts.join(", ")}.` : "The list has changed.";
}

function movesOf(before: Shown, after: Shown): [left: number, came: number] {
  if (!before.isCut && !after.isCut) {
    return [missingIn(after.ids, before.ids), missingIn(before.ids, after.ids)];
  }
  // Rows move over the page's end: only the tab's number tells.
  const more = after.number - before.number;
  return [Math.max(0, -more), Math.max(0, more)];
}

function missingIn(there: readonly string[], ids: readonly string[]): number {
  const known = new Set(there);
  return ids.filter((id) => !known.has(id)).length;
}

const firms = (number: number) => (number === 1 ? "1 firm" : `${number} firms`);
