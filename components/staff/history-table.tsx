import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { EventView } from "@/lib/events/queries";
import { eventDetails } from "./event-details";
import { eventWords } from "./event-words";

type HistoryTableProps = {
  caption: string;
  showCaption?: boolean;
  events: EventView[];
  /** Where the lines are of many firms. */
  showFirm?: boolean;
  now: Date;
  timeZone: string;
};

/** What happened, with its details, who did it, and when. */
export function HistoryTable(props: HistoryTableProps) {
  const { caption, showCaption, events, showFirm = false, now, timeZone } = props;
  return (
    <Table
      caption={caption}
      showCaption={showCaption}
      minWidth={showFirm ? "min-w-[52rem]" : "min-w-[40rem]"}
      head={
        <>
          <Th>What</Th>
          {showFirm ? <Th>Firm</Th> : null}
          <Th>Who</Th>
          <Th>When</Th>
        </>
      }
    >
      {events.map((event) => {
        const details = eventDetails(event, timeZone);
        return (
          <Row key={event.id}>
            <RowHead className="max-w-[30rem]">
              {eventWords[event.kind]}
              {details ? (
                <span className="block text-small wrap-anywhere text-muted">{details}</span>
              ) : null}
            </RowHead>
            {showFirm ? (
              <Td>
                {event.firm ? (
                  <a className="link" href={`/staff/firms/${event.firm.id}`}>
                    {event.firm.name}
                  </a>
                ) : (
                  <span className="text-muted">No firm</span>
                )}
              </Td>
            ) : null}
            <Td>
              {event.actorName}
              {event.copiedByName ? (
                <span className="block text-small text-muted">
                  through a link copied by {event.copiedByName}
                </span>
              ) : null}
            </Td>
            <Td>
              <TimeText at={event.at} now={now} timeZone={timeZone} />
            </Td>
          </Row>
        );
      })}
    </Table>
  );
}
