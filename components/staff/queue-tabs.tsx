import { queueTabs, type QueueTab } from "@/lib/vocabulary";
import type { QueueCount } from "@/lib/staff/queue-views";
import { tabNames } from "./queue-words";

type Tab = QueueTab | "all";

type QueueTabsProps = {
  current: Tab;
  counts: Record<Tab, QueueCount>;
  hrefs: Record<Tab, string>;
};

/** The five tabs with their numbers, and all of them together. */
export function QueueTabs({ current, counts, hrefs }: QueueTabsProps) {
  return (
    <nav aria-label="Whom firms wait for" className="border-b border-line-strong">
      <ul className="-mb-px flex flex-wrap gap-x-6">
        {([...queueTabs, "all"] as const).map((tab) => (
          <li key={tab}>
            <a
              href={hrefs[tab]}
              aria-current={tab === current ? "page" : undefined}
              className="flex min-h-10 items-center gap-2 border-b-2 border-transparent text-hint text-muted hover:text-ink aria-[current]:border-accent aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {tabNames[tab]}
              <span
                className={`text-small font-semibold ${tab === "broken" && counts[tab].number > 0 ? "text-bad" : ""}`}
              >
                {countText(counts[tab])}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const english = new Intl.NumberFormat("en-US");

/** "1,000+" beyond what is counted exactly. */
export function countText({ number, isMore }: QueueCount): string {
  return `${english.format(number)}${isMore ? "+" : ""}`;
}
