import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { FunnelStage } from "@/lib/staff/funnel";
import { durationWords, percentWords } from "@/lib/staff/report-rules";
import type { Stage } from "@/lib/vocabulary";

export const stageNames: Record<Stage, string> = {
  invited: "Invited",
  plan: "Plan known",
  keys: "Keys accepted",
  connected: "Connected",
  live: "Live",
};

const WIDTH = 300;

/** How far firms came: a table whose rows are drawn as bars, so that it is a picture, too. */
export function FunnelPicture({ stages }: { stages: FunnelStage[] }) {
  const top = Math.max(1, ...stages.map(({ firms }) => firms));
  return (
    <Table
      caption="How far firms came"
      minWidth="min-w-[40rem]"
      head={
        <>
          <Th>Stage</Th>
          <Th>Firms</Th>
          <Th>
            <span className="sr-only">Picture</span>
          </Th>
          <Th>Of the stage before</Th>
          <Th>Half took at most</Th>
        </>
      }
    >
      {stages.map(({ stage, firms, share, medianDays }) => (
        <Row key={stage}>
          <RowHead>{stageNames[stage]}</RowHead>
          <Td className="font-semibold">{firms}</Td>
          <Td className="w-[40%]">
            <svg
              aria-hidden="true"
              viewBox={`0 0 ${WIDTH} 20`}
              preserveAspectRatio="none"
              className="h-5 w-full"
            >
              <rect width={WIDTH} height="20" className="fill-line" />
              <rect width={(firms / top) * WIDTH} height="20" className="fill-accent" />
            </svg>
          </Td>
          <Td>{share === null ? "–" : percentWords(share)}</Td>
          <Td>{medianDays === null ? "–" : durationWords(medianDays)}</Td>
        </Row>
      ))}
    </Table>
  );
}
