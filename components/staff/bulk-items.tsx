import { Check, CircleX, Clock, Minus, type LucideIcon } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { BulkItemView } from "@/lib/staff/bulk-queries";
import type { BulkState } from "@/lib/staff/bulk-rules";

export const bulkStateWords: Record<BulkState, string> = {
  waiting: "To go",
  done: "Done",
  nothing: "No change",
  failed: "Failed",
};

const icons: Record<BulkState, LucideIcon> = {
  waiting: Clock,
  done: Check,
  nothing: Minus,
  failed: CircleX,
};

const colours: Record<BulkState, string> = {
  waiting: "text-muted",
  done: "text-ink",
  nothing: "text-muted",
  failed: "font-semibold text-bad",
};

/** What came of each firm of a run. */
export function BulkItems({ items }: { items: BulkItemView[] }) {
  return (
    <Table
      caption="The firms of this run and what came of each"
      minWidth="min-w-[36rem]"
      head={
        <>
          <Th className="w-[34%]">Firm</Th>
          <Th className="w-[8rem]">Result</Th>
          <Th>In words</Th>
        </>
      }
    >
      {items.map(({ firmId, firmName, state, outcome }) => (
        <Row key={firmId}>
          <RowHead>
            <a className="link" href={`/staff/firms/${firmId}`}>
              {firmName}
            </a>
          </RowHead>
          <Td>
            <IconWord
              icon={icons[state]}
              className={colours[state]}
              iconClassName={state === "done" ? "text-ok" : ""}
            >
              {bulkStateWords[state]}
            </IconWord>
          </Td>
          <Td>{outcome ?? "–"}</Td>
        </Row>
      ))}
    </Table>
  );
}
