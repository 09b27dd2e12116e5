import type { Metadata } from "next";
import type { ReactNode } from "react";
import { StepGroup } from "@/components/onboarding/step-group";
import { FirmChecks } from "@/components/staff/firm-checks";
import { FirmClosed } from "@/components/staff/firm-closed";
import { FirmConnection } from "@/components/staff/firm-connection";
import { FirmControls } from "@/components/staff/firm-controls";
import { FirmDecisions } from "@/components/staff/firm-decisions";
import { FirmFacts } from "@/components/staff/firm-facts";
import { FirmLinks } from "@/components/staff/firm-links";
import { FirmMails } from "@/components/staff/firm-mails";
import { FirmNotes } from "@/components/staff/firm-notes";
import { FirmPeople } from "@/components/staff/firm-people";
import { FirmQuestions } from "@/components/staff/firm-questions";
import { FirmSetup } from "@/components/staff/firm-setup";
import { FirmTimeline } from "@/components/staff/firm-timeline";
import { FirmVerdict } from "@/components/staff/firm-verdict";
import { FirmWatch } from "@/components/staff/firm-watch";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { listChecks } from "@/lib/connection/list-checks";
import { listLeftForClio, loadConnection } from "@/lib/connection/queries";
import { now } from "@/lib/context";
import { listEvents } from "@/lib/events/queries";
import { readBefore } from "@/lib/events/rules";
import { readTimeline } from "@/lib/events/timeline-rules";
import { listMembers } from "@/lib/identity/queries";
import { listIntegrations } from "@/lib/integrations/queries";
import { dayOf } from "@/lib/settings/rules";
import { listNotes } from "@/lib/staff/firm-notes";
import { listHelpRequests } from "@/lib/staff/help-requests";
import { loadKeysUnderReview } from "@/lib/staff/keys-under-review";
import { listLinks } from "@/lib/staff/list-links";
import { listMails } from "@/lib/staff/list-mails";
import { listOwners } from "@/lib/staff/list-owners";
import { loadFirmCard } from "@/lib/staff/load-firm-page";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { loadFirmOr404 } from "../load-or-404";

const LINES = 50;

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ before?: string | string[]; about?: string | string[] }>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadFirmOr404((await params).id)).firmName };
}

const sections = [
  ["checklist", "Checklist"],
  ["setup", "Set-up"],
  ["connection", "Connection"],
  ["checks", "Checks"],
  ["people", "People"],
  ["links", "Links"],
  ["notes", "Notes"],
  ["mails", "Mails"],
  ["history", "Timeline"],
] as const;

export default async function FirmPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const agency = await currentAgency();
  const { id } = await params;
  const query = await searchParams;
  // proxy.ts has answered an address that cannot be read already.
  const about = readTimeline(query.about) ?? "all";
  const before = readBefore(query.before);
  const firm = await loadFirmOr404(id);
  const [card, connection, checks, members, notes, owners, integrations] = await Promise.all([
    loadFirmCard(ctx, id),
    loadConnection(ctx, id),
    listChecks(ctx, id),
    listMembers(ctx, id),
    listNotes(ctx, id),
    listOwners(ctx),
    listIntegrations(ctx),
  ]);
  const [review, left, requests, links, mails, events, at, flash] = await Promise.all([
    loadKeysUnderReview(ctx, id),
    listLeftForClio(ctx, [id]),
    listHelpRequests(ctx, id),
    listLinks(ctx, id),
    listMails(ctx, id),
    listEvents(ctx, {
      firmId: id,
      limit: LINES + 1,
      before,
      ...(about !== "all" && { timeline: about }),
    }),
    now(ctx),
    readFlash(),
  ]);
  const isStaffWhoAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const mayAct = isStaffWhoAct && card.closed === null;
  const shown = { now: at, timeZone: agency.timeZone };
  const today = dayOf(at, agency.timeZone);
  const page = events.slice(0, LINES);
  const older = events.length > LINES ? (page.at(-1)?.seq ?? null) : null;
  const { steps } = firm.checklist;
  const groups = [...new Set(steps.map((step) => step.group))];
  const isConnected = connection.identity !== null;
  const hasKeys = steps.some(({ key, state }) => key === "credentials" && state !== "not_started");
  const typed = flash.isConfirmed ? flash.values : undefined;
  return (
    <>
      <FirmWatch firmId={id} version={card.version} />
      <PageHeading eyebrow={firm.integrationName} title={firm.firmName} dense>
        <p>
          {firm.contact.name}, {firm.contact.email}
        </p>
      </PageHeading>
      <RefusedNotice message={flash.message} />
      <div className="grid gap-x-12 gap-y-8 min-[1100px]:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          {card.closed ? <FirmClosed closed={card.closed} {...shown} /> : null}
          {card.row ? <FirmVerdict row={card.row} firm={firm} mayAct={mayAct} {...shown} /> : null}
          <div id="questions">
            <FirmQuestions
              firmId={id}
              firmName={firm.firmName}
              requests={requests}
              mayAct={mayAct}
              {...shown}
            />
          </div>
          <div id="decisions">
            <FirmDecisions
              firmId={id}
              connection={connection}
              review={review}
              isLeftForClio={left.has(id)}
              timeZone={agency.timeZone}
              mayAct={mayAct}
            />
          </div>
          <nav aria-label="On this page" className="no-print border-b border-line pb-3">
            <ul className="flex flex-wrap gap-x-5 gap-y-1 text-hint">
              {sections.map(([key, label]) => (
                <li key={key}>
                  <a className="link inline-block min-h-6" href={`#${key}`}>
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <div>
          <FirmFacts
            firm={firm}
            card={card}
            connection={connection}
            owners={owners}
            mayAct={mayAct}
            today={today}
            {...shown}
          />
          <More firmId={id} mayAct={isStaffWhoAct} isClosed={card.closed !== null} />
        </div>
      </div>
      <Section id="checklist" title="Checklist">
        <div className="mb-5">
          <Notice kind="info" title="As the firm sees it" isBrief>
            <p>To look at. Nothing here can be pressed.</p>
          </Notice>
        </div>
        {groups.map((group) => (
          <StepGroup
            key={group}
            title={group}
            steps={steps
              .filter((step) => step.group === group)
              .map((step) => ({ ...step, href: null }))}
          />
        ))}
      </Section>
      <Section id="setup" title="Set-up">
        <FirmControls
          firm={firm}
          version={card.version}
          mayAct={mayAct}
          today={today}
          override={typed?.decision === "override" ? typed : null}
          {...shown}
        />
        <FirmSetup
          firm={firm}
          version={card.version}
          integrations={integrations}
          facts={{ hasKeys, isConnected, hasOwnApplication: firm.route !== "agency" }}
          mayAct={mayAct}
        />
      </Section>
      <div id="connection" className="mt-12 scroll-mt-4">
        <FirmConnection view={connection} {...shown} />
      </div>
      <Section id="checks" title="Checks">
        <FirmChecks
          firmId={id}
          {...checks}
          isConnected={isConnected}
          isChecking={connection.isChecking}
          mayAct={mayAct}
          {...shown}
        />
      </Section>
      <Section id="people" title="People">
        <FirmPeople
          firmId={id}
          members={members}
          secondContactId={card.secondContact?.id ?? null}
          version={card.version}
          mayAct={mayAct}
          {...shown}
        />
      </Section>
      <Section id="links" title="Links">
        <FirmLinks
          firmId={id}
          links={links}
          mayAct={mayAct}
          shownOnce={flash.shownOnce ?? null}
          {...shown}
        />
      </Section>
      <Section id="notes" title="Notes">
        <FirmNotes firmId={id} notes={notes} mayAct={mayAct} {...shown} />
      </Section>
      <Section id="mails" title="Mails">
        <FirmMails firmId={id} mails={mails} mayAct={mayAct} {...shown} />
      </Section>
      <Section id="history" title="Timeline">
        <FirmTimeline firmId={id} about={about} events={page} older={older} {...shown} />
      </Section>
    </>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="mt-12 scroll-mt-4">
      <h2 className="heading mb-4 text-h2">{title}</h2>
      {children}
    </section>
  );
}

/** What is done with a firm as a whole. */
function More(props: { firmId: string; mayAct: boolean; isClosed: boolean }) {
  const { firmId, mayAct, isClosed } = props;
  const page = `/staff/firms/${firmId}`;
  const links = [
    { href: `${page}/phone`, label: "Phone mode", isShown: !isClosed },
    { href: `${page}/evidence`, label: "Evidence pack", isShown: true },
    { href: `${page}/repeat`, label: "Repeat the set-up", isShown: mayAct && !isClosed },
    { href: `/api/staff/firms/${firmId}/export`, label: "Export as JSON", isShown: mayAct },
    { href: `${page}/close`, label: "Close the firm", isShown: mayAct && !isClosed },
  ];
  return (
    <nav aria-label="With this firm" className="no-print mt-6">
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-hint">
        {links
          .filter(({ isShown }) => isShown)
          .map(({ href, label }) => (
            <li key={href}>
              <a className="link inline-block min-h-6" href={href}>
                {label}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}
