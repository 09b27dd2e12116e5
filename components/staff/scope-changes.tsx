import type { ScopeDifference, ScopeLine } from "@/lib/integrations/rules";
import { resourceNames } from "@/lib/vocabulary";

const lists: [keyof ScopeDifference, string, string][] = [
  ["addedRequired", "Added", "Firms have to allow it."],
  ["addedOptional", "Added, optional", "Nobody has to do anything."],
  ["eased", "Optional from now on", "Nobody has to do anything."],
  ["removed", "Removed", "Nobody has to do anything."],
  ["reworded", "Other words", "Nobody has to do anything."],
];

/** What a version changes over the one before, and whom that concerns. */
export function ScopeChanges({ difference }: { difference: ScopeDifference }) {
  const found = lists.filter(([list]) => difference[list].length > 0);
  if (found.length === 0) return <p className="text-muted">Nothing differs.</p>;
  return (
    <dl className="border-t border-line">
      {found.map(([list, title, who]) => (
        <div
          key={list}
          className="grid gap-x-6 border-b border-line py-3 wide:grid-cols-[11rem_minmax(0,1fr)]"
        >
          <dt>
            <span className="font-semibold">{title}</span>
            <span className="block text-small text-muted">{who}</span>
          </dt>
          <dd>
            <ul>
              {difference[list].map((line) => (
                <li key={`${line.resource} ${line.access}`}>
                  {nameOf(line)} <span className="text-muted">{line.purpose}</span>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function nameOf({ resource, access }: ScopeLine): string {
  return `${resourceNames[resource]}, ${access === "write" ? "writing" : "reading"}:`;
}
