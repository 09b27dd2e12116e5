import { Row, RowHead, Td } from "@/components/ui/table";
import { formatAge, formatInstant } from "@/components/ui/format-time";
import { stepWords } from "@/lib/onboarding/rules";
import type { QueueRowView } from "@/lib/staff/queue-views";
import { QueueAction } from "./queue-action";
import { QueueState } from "./queue-state";
import { stageNames } from "./queue-words";
import { TickBox } from "./tick-box";
import { TICK } from "./ticks";

export type QueueRowsProps = {
  rows: QueueRowView[];
  /** A viewer looks and does not act. */
  mayAct: boolean;
  /** The queue as it is filtered, to come back to. */
  back: string;
  /** When the rows were read, in ISO 8601. */
  at: string;
  timeZone: string;
  /** Today in the agency's time zone. */
  today: string;
};

/** The body of the work queue's table: plain data in, so that a page can draw it again while it is open. */
export function QueueRows({ rows, mayAct, back, at, timeZone, today }: QueueRowsProps) {
  return rows.map((row) => (
    <Row key={row.firmId}>
      {mayAct ? (
        <Td className="w-px">
          <TickBox label={row.firmName} {...{ [TICK]: "" }} value={row.firmId} />
        </Td>
      ) : null}
      <RowHead className="min-w-[14rem]">
        <a className="font-semibold hover:underline" href={`/staff/firms/${row.firmId}`}>
          {row.firmName}
        </a>
        <span className="block text-small text-muted">{whereOf(row)}</span>
        {row.tags.length > 0 ? (
          <span className="block text-small text-muted">{row.tags.join(" · ")}</span>
        ) : null}
      </RowHead>
      <Td>
        <QueueState row={row} />
      </Td>
      <Td className="whitespace-nowrap">
        <Age instant={row.since} at={at} timeZone={timeZone} />
      </Td>
      <Td className="whitespace-nowrap">
        {row.lastProofAt ? <Age instant={row.lastProofAt} at={at} timeZone={timeZone} /> : "–"}
      </Td>
      <Td>{row.owner?.name ?? "–"}</Td>
      {mayAct ? (
        <Td className="w-px text-right whitespace-nowrap">
          <QueueAction row={row} back={back} today={today} />
        </Td>
      ) : null}
    </Row>
  ));
}

/** How far it is, and for which integration: "Connect Clio · Clio and HubSpot contacts". */
function whereOf({ step, stage, integrationName }: QueueRowView): string {
  const place = step && stage !== "live" ? stepWords[step].title : stageNames[stage];
  return `${place} · ${integrationName}`;
}

function Age({ instant, at, timeZone }: { instant: string; at: string; timeZone: string }) {
  const then = new Date(instant);
  return (
    <time dateTime={instant} title={formatInstant(then, timeZone)}>
      {formatAge(then, new Date(at))}
    </time>
  );
}
