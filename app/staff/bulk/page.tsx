import type { Metadata } from "next";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listBulkRuns } from "@/lib/staff/bulk-queries";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Done to many firms" };

export default async function BulkRunsPage() {
  const { ctx } = await requireStaffPage();
  const [runs, { timeZone }, at] = await Promise.all([
    listBulkRuns(ctx),
    currentAgency(),
    now(ctx),
  ]);
  return (
    <>
      <PageHeading title="Done to many firms" dense>
        <p>
          {runs.length === 0
            ? "Nothing yet. Choose firms in the work queue to do one thing to all of them."
            : "The newest first. Each keeps what came of every firm."}
        </p>
      </PageHeading>
      {runs.length === 0 ? null : (
        <Table
          caption="What was done to many firms, newest first"
          minWidth="min-w-[40rem]"
          head={
            <>
              <Th>What</Th>
              <Th>Firms</Th>
              <Th>By</Th>
              <Th>Begun</Th>
              <Th>Ended</Th>
            </>
          }
        >
          {runs.map(({ id, title, total, by, createdAt, finishedAt }) => (
            <Row key={id}>
              <RowHead>
                <a className="link" href={`/staff/bulk/${id}`}>
                  {title}
                </a>
              </RowHead>
              <Td>{total}</Td>
              <Td>{by}</Td>
              <Td>
                <TimeText at={createdAt} now={at} timeZone={timeZone} />
              </Td>
              <Td>
                {finishedAt ? <TimeText at={finishedAt} now={at} timeZone={timeZone} /> : "Goes on"}
              </Td>
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}
