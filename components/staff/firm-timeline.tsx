import type { EventView } from "@/lib/events/queries";
import { timelines, type Timeline } from "@/lib/events/timeline-rules";
import { HistoryTable } from "./history-table";

const names: Record<Timeline | "all", string> = {
  all: "Everything",
  mails: "Mails",
  links: "Links and clicks",
  outcomes: "Steps and outcomes",
  checks: "Refreshes and checks",
  staff: "What staff did",
};

type FirmTimelineProps = {
  firmId: string;
  about: Timeline | "all";
  events: EventView[];
  /** The `seq` before which the next page begins; null on the last one. */
  older: number | null;
  now: Date;
  timeZone: string;
};

/** Everything that happened at a firm, or one part of it, a page at a time. */
export function FirmTimeline({ firmId, about, events, older, now, timeZone }: FirmTimelineProps) {
  return (
    <>
      <nav aria-label="Parts of the timeline" className="no-print mb-4">
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-hint">
          {(["all", ...timelines] as const).map((one) => (
            <li key={one}>
              <a
                href={addressOf(firmId, one)}
                aria-current={one === about ? "page" : undefined}
                className="link inline-block min-h-6 aria-[current=page]:font-semibold aria-[current=page]:text-ink aria-[current=page]:no-underline"
              >
                {names[one]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {events.length === 0 ? (
        <p className="text-muted">Nothing of this kind has happened.</p>
      ) : (
        <HistoryTable
          caption="History, newest first"
          showCaption
          events={events}
          now={now}
          timeZone={timeZone}
        />
      )}
      {older === null ? null : (
        <p className="mt-4">
          <a className="link" href={addressOf(firmId, about, older)}>
            Older history
          </a>
        </p>
      )}
    </>
  );
}

function addressOf(firmId: string, about: Timeline | "all", before?: number): string {
  const query = new URLSearchParams();
  if (about !== "all") query.set("about", about);
  if (before !== undefined) query.set("before", String(before));
  const text = query.size > 0 ? `?${query}` : "";
  return `/staff/firms/${firmId}${text}#history`;
}
