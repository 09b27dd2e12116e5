import type { Metadata } from "next";
import { StatusBadge } from "@/components/connection/status-badge";
import { StepStateText } from "@/components/onboarding/step-state";
import { HeldMails } from "@/components/staff/held-mails";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { now } from "@/lib/context";
import { listFirms } from "@/lib/staff/list-firms";
import { loadHeldMails } from "@/lib/staff/load-held-mails";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Firms" };

export default async function FirmsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const { ctx } = await requireStaffPage();
  const { after } = await searchParams;
  const [{ firms, next }, held, at, { timeZone }] = await Promise.all([
    listFirms(ctx, { after: typeof after === "string" ? after : undefined }),
    loadHeldMails(ctx),
    now(ctx),
    currentAgency(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  return (
    <>
      <PageHeading title="Firms" dense />
      <HeldMails held={held} mayAct={mayAct} now={at} timeZone={timeZone} />
      <p className="mb-6">
        <LinkButton href="/staff/firms/new" dense>
          New firm
        </LinkButton>
      </p>
      <Table
        caption="All firms, newest first"
        minWidth="min-w-[52rem]"
        head={
          <>
            <Th>Firm</Th>
            <Th>Step</Th>
            <Th>State</Th>
            <Th>Connection</Th>
            <Th>Contact</Th>
          </>
        }
      >
        {firms.map(
          ({
            firmId,
            firmName,
            integrationName,
            contact,
            checklist,
            connectionStatus,
            mailsNotSent,
            questions,
            isLeftForClio,
          }) => {
            const step = checklist.next ?? checklist.steps.at(-1);
            return (
              <Row key={firmId}>
                <RowHead>
                  <a className="link" href={`/staff/firms/${firmId}`}>
                    {firmName}
                  </a>
                  <span className="block text-small font-normal text-muted">{integrationName}</span>
                </RowHead>
                <Td>
                  {step?.title}
                  <span className="block text-small text-muted">
                    {checklist.done} of {checklist.total} done
                  </span>
                </Td>
                <Td>
                  {step ? <StepStateText state={step.state} /> : null}
                  {questions > 0 ? (
                    <span className="block text-small font-semibold">Somebody asked for help</span>
                  ) : null}
                  {isLeftForClio ? (
                    <span className="block text-small font-semibold">Left for Clio, not back</span>
                  ) : null}
                </Td>
                <Td>
                  <StatusBadge status={connectionStatus} />
                </Td>
                <Td>
                  {contact.name}
                  <span className="block text-small text-muted">{contact.email}</span>
                  {mailsNotSent > 0 ? (
                    <span className="block text-small font-semibold text-bad">
                      A mail was not sent
                    </span>
                  ) : null}
                </Td>
              </Row>
            );
          },
        )}
      </Table>
      {next ? (
        <p className="mt-4">
          <a className="link" href={`/staff/firms?after=${next}`}>
            Older firms
          </a>
        </p>
      ) : null}
    </>
  );
}
