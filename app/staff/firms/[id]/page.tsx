import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { StepStateText } from "@/components/onboarding/step-state";
import { FirmConnection } from "@/components/staff/firm-connection";
import { FirmControls } from "@/components/staff/firm-controls";
import { FirmDecisions } from "@/components/staff/firm-decisions";
import { FirmQuestions } from "@/components/staff/firm-questions";
import { Notice } from "@/components/ui/notice";
import { dayOf } from "@/lib/settings/rules";
import { listHelpRequests } from "@/lib/staff/help-requests";
import { loadKeysUnderReview } from "@/lib/staff/keys-under-review";
import { FirmLinks } from "@/components/staff/firm-links";
import { FirmMails } from "@/components/staff/firm-mails";
import { HistoryTable } from "@/components/staff/history-table";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { DayText } from "@/components/ui/time-text";
import { listLeftForClio, loadConnection } from "@/lib/connection/queries";
import { now } from "@/lib/context";
import { listEvents } from "@/lib/events/queries";
import { readBefore } from "@/lib/events/rules";
import { loadChecklists } from "@/lib/onboarding/queries";
import { listLinks } from "@/lib/staff/list-links";
import { listMails } from "@/lib/staff/list-mails";
import { readFlash } from "@/lib/web/flash";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

const LINES = 50;

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ before?: string | string[] }>;
};

/** Read once, for the title and for the page. */
const loadFirm = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return (await loadChecklists(ctx, [id])).get(id) ?? notFound();
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadFirm((await params).id)).firmName };
}

export default async function FirmPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const agency = await currentAgency();
  const { id } = await params;
  const before = readBefore((await searchParams).before);
  const firm = await loadFirm(id);
  const [connection, review, left, requests, links, mails, events, at, flash] = await Promise.all([
    loadConnection(ctx, id),
    loadKeysUnderReview(ctx, id),
    listLeftForClio(ctx, [id]),
    listHelpRequests(ctx, id),
    listLinks(ctx, id),
    listMails(ctx, id),
    listEvents(ctx, { firmId: id, limit: LINES, before }),
    now(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const oldest = events.length === LINES ? events.at(-1)?.seq : undefined;
  const shown = { now: at, timeZone: agency.timeZone };
  return (
    <>
      <PageHeading eyebrow={firm.integrationName} title={firm.firmName} dense>
        <p>
          {firm.contact.name}, {firm.contact.email}
        </p>
      </PageHeading>
      {flash.message ? (
        <div className="mb-6">
          <Notice kind="info" title="That did not work" isBrief>
            <p>{flash.message}</p>
          </Notice>
        </div>
      ) : null}
      <FirmQuestions
        firmId={id}
        firmName={firm.firmName}
        requests={requests}
        mayAct={mayAct}
        {...shown}
      />
      <FirmDecisions
        firmId={id}
        connection={connection}
        review={review}
        isLeftForClio={left.has(id)}
        timeZone={agency.timeZone}
        mayAct={mayAct}
      />
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
        {firm.checklist.steps.map(({ key, title, hint, state, since }) => (
          <Row key={key}>
            <RowHead>
              {title}
              <span className="block text-small font-normal text-muted">
                {hint}
                {since ? (
                  <>
                    {" "}
                    Since <DayText day={since} />.
                  </>
                ) : null}
              </span>
            </RowHead>
            <Td>
              <StepStateText state={state} />
            </Td>
          </Row>
        ))}
      </Table>
      <FirmControls firm={firm} mayAct={mayAct} today={dayOf(at, agency.timeZone)} {...shown} />
      <div className="mt-10">
        <FirmConnection view={connection} {...shown} />
      </div>
      <div className="mt-10">
        <FirmLinks
          firmId={id}
          links={links}
          mayAct={mayAct}
          shownOnce={flash.shownOnce ?? null}
          {...shown}
        />
      </div>
      <div className="mt-10">
        <FirmMails firmId={id} mails={mails} mayAct={mayAct} {...shown} />
      </div>
      <div id="history" className="mt-10">
        <HistoryTable caption="History, newest first" showCaption events={events} {...shown} />
        {oldest === undefined ? null : (
          <p className="mt-4">
            <a className="link" href={`/staff/firms/${id}?before=${oldest}#history`}>
              Older history
            </a>
          </p>
        )}
      </div>
    </>
  );
}
