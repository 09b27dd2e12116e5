import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { ConnectTimes as Times } from "@/lib/staff/funnel";
import { percentWords } from "@/lib/staff/report-rules";

const WIDTH = 300;

function groupName(before: number | null, upTo: number | null): string {
  if (upTo === null) return `More than ${before} days`;
  if (before === null) return "Within a day";
  return before + 1 === upTo ? `${upTo} days` : `${before + 1} to ${upTo} days`;
}

/** How long firms took from the invitation to the connection. */
export function ConnectTimes({ times }: { times: Times }) {
  const top = Math.max(1, ...times.groups.map(({ firms }) => firms));
  return (
    <Table
      caption="From the invitation to the connection"
      minWidth="min-w-[32rem]"
      head={
        <>
          <Th>Took</Th>
          <Th>Firms</Th>
          <Th>
            <span className="sr-only">Picture</span>
          </Th>
          <Th>Share</Th>
        </>
      }
    >
      {times.groups.map(({ upToDays, firms }, n) => (
        <Row key={upToDays ?? "more"}>
          <RowHead>{groupName(times.groups[n - 1]?.upToDays ?? null, upToDays)}</RowHead>
          <Td className="font-semibold">{firms}</Td>
          <Td className="w-[50%]">
            <svg
              aria-hidden="true"
              viewBox={`0 0 ${WIDTH} 14`}
              preserveAspectRatio="none"
              className="h-3.5 w-full"
            >
              <rect width={(firms / top) * WIDTH} height="14" className="fill-accent" />
            </svg>
          </Td>
          <Td>{times.connected === 0 ? "–" : percentWords(firms / times.connected)}</Td>
        </Row>
      ))}
    </Table>
  );
}
