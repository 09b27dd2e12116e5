import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { StepStateText } from "@/components/onboarding/step-state";
import { eventWords } from "@/components/staff/event-words";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listEvents } from "@/lib/events/queries";
import { loadChecklists } from "@/lib/onboarding/queries";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Firm" };

export default async function FirmPage({ params }: { params: Promise<{ id: string }> }) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const firm = (await loadChecklists(ctx, [id])).get(id);
  if (!firm) notFound();
  const events = await listEvents(ctx, { firmId: id, limit: 50 });
  const at = await now(ctx);
  return (
    <>
      <PageHeading eyebrow={firm.integrationName} title={firm.firmName} dense>
        <p>
          {firm.contact.name}, {firm.contact.email}
        </p>
      </PageHeading>
      <Table
        caption="The checklist as the firm sees it"
        showCaption
        head={
          <>
            <Th>Step</Th>
            <Th>State</Th>
          </>
        }
      >
        {firm.checklist.steps.map(({ key, title, hint, state }) => (
          <Row key={key}>
            <RowHead>
              {title}
              <span className="block text-small font-normal text-muted">{hint}</span>
            </RowHead>
            <Td>
              <StepStateText state={state} />
            </Td>
          </Row>
        ))}
      </Table>
      <div className="mt-10">
        <Table
          caption="History, newest first"
          showCaption
          head={
            <>
              <Th>What</Th>
              <Th>Who</Th>
              <Th>When</Th>
            </>
          }
        >
          {events.map(({ id: eventId, kind, actorName, at: when }) => (
            <Row key={eventId}>
              <RowHead>{eventWords[kind]}</RowHead>
              <Td>{actorName}</Td>
              <Td>
                <TimeText at={when} now={at} timeZone={ctx.env.AGENCY_TIME_ZONE} />
              </Td>
            </Row>
          ))}
        </Table>
      </div>
    </>
  );
}
