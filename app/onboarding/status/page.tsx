import type { Metadata } from "next";
import { endingOf, NOT_YOURS, type Ending } from "@/components/connection/outcomes";
import { OutageNotice } from "@/components/connection/outage-notice";
import { NewPermissions } from "@/components/connection/new-permissions";
import { PendingDecision } from "@/components/connection/pending-decision";
import { ValuesToCompare } from "@/components/connection/values-to-compare";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { NextSteps } from "@/components/onboarding/next-steps";
import { AsideBlock } from "@/components/ui/aside-block";
import { LinkButton } from "@/components/ui/button";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { TimeText } from "@/components/ui/time-text";
import { loadAttempt, loadConnection } from "@/lib/connection/queries";
import type { AttemptView, ConnectionView, IdentityView } from "@/lib/connection/views";
import { isRefused } from "@/lib/connection/rules";
import { now } from "@/lib/context";
import { loadChecklist } from "@/lib/onboarding/queries";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { regionHosts, resourceNames } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireFirmPage, type PageVisitor } from "@/lib/web/page";
import { DependsOn } from "./depends-on";
import { Disconnect } from "./disconnect";
import { LivePermissions } from "./live-permissions";
import { StatusButtons } from "./status-buttons";
import { StatusHead } from "@/components/connection/status-head";

const TITLE = "Your Clio connection";

type Query = { attempt?: string | string[]; code?: string | string[]; asked?: string | string[] };
type Props = { searchParams: Promise<Query> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const visitor = await requireFirmPage("connect");
  const { ending } = await loadEnding(visitor, (await searchParams).attempt);
  return { title: ending?.title ?? TITLE };
}

export default async function StatusPage({ searchParams }: Props) {
  const visitor = await requireFirmPage("connect");
  const { ctx, firmId, session, isHandedOver } = visitor;
  const query = await searchParams;
  const [agency, firm, flash, at, { attempt, ending, isReturn, view }] = await Promise.all([
    currentAgency(),
    loadChecklist(ctx, firmId),
    readFlash(),
    now(ctx),
    loadEnding(visitor, query.attempt),
  ]);
  const { firmName, contact, checklist, newSentence } = firm;
  const asked = view.newPermissions;
  const time = (when: Date | null) =>
    when ? <TimeText at={when} now={at} timeZone={agency.timeZone} /> : "–";
  const areKeysRefused = attempt?.outcome === "keys_refused";
  const developerPortalUrl =
    view.isAgencyApplication || !view.region
      ? null
      : clioProvider(ctx.env).developerPortalUrl(view.region);
  const problem = problemOf(flash);
  const isAboutCode = query.code === "sent" || flash.fields?.code !== undefined;
  const reference = attempt?.reference ?? (isReturn ? flash.reference : undefined);
  return (
    <Page
      aside={
        <>
          <AsideBlock title="How we know">
            <p>
              Each permission is tried with the smallest possible question to Clio. We keep only
              whether it worked, never what it returned.
            </p>
          </AsideBlock>
          {view.identity && !isHandedOver ? <DependsOn userName={view.identity.userName} /> : null}
          <ContactBlock agencyName={agency.agencyName} email={agency.supportEmail} />
        </>
      }
    >
      {isHandedOver ? null : <BackLink />}
      {isReturn && ending ? null : <PageHeading eyebrow={firmName} title={TITLE} />}
      {ending ? (
        <Notice kind={ending.kind} title={ending.title} level={isReturn ? 1 : 2}>
          <p>{ending.text}</p>
          {attempt?.outcome === "connected" && view.beforeUserName ? (
            <p>
              Connected as {view.identity?.userName} (before: {view.beforeUserName})
            </p>
          ) : null}
          {reference ? <p className="text-small text-muted">Reference {reference}</p> : null}
        </Notice>
      ) : null}
      {view.outage ? (
        <div className="mt-4">
          <OutageNotice cause={view.outage} />
        </div>
      ) : null}
      {query.asked === "change" ? (
        <div className="mt-4">
          <Notice kind="ok" title={`${agency.agencyName} has been told`} isBrief>
            <p>They look at it and write to you. Nothing is replaced meanwhile.</p>
          </Notice>
        </div>
      ) : null}
      {view.pending ? (
        <PendingDecision
          pending={view.pending}
          firmName={firmName}
          contactName={contact.name}
          isOfColleague={isHandedOver}
          developerPortalUrl={developerPortalUrl}
          mayConfirm={
            !isHandedOver && (!view.pending.isHandedOver || contact.personId === session.personId)
          }
        />
      ) : null}
      {areKeysRefused && !attempt.isAgencyApplication ? (
        <section className="my-6 space-y-4">
          <ValuesToCompare attempt={attempt} />
          <LinkButton href="/onboarding/credentials">Send the keys again</LinkButton>
        </section>
      ) : null}
      {checklist.isLive ? <NextSteps agency={agency} /> : null}
      {/* A first account that waits for its yes is told by its question alone. */}
      {view.pending && !view.identity ? null : (
        <StatusHead
          view={view}
          newSentence={newSentence}
          beforeLive={
            checklist.isLive
              ? null
              : `Connected and tested. It is not switched on yet: ${agency.agencyName} does that, and writes to you.`
          }
          isExplained={ending !== null}
          buttons={
            // Connecting with the same keys would end the same way.
            areKeysRefused ? null : (
              <StatusButtons view={view} problem={isAboutCode ? null : problem} />
            )
          }
        />
      )}
      {asked && newSentence && !asked.isDue ? (
        <div className="my-6">
          <NewPermissions
            sentence={newSentence}
            asked={asked}
            actions={
              <LinkButton href="/onboarding/connect" kind="secondary">
                Allow it now
              </LinkButton>
            }
          />
        </div>
      ) : null}
      {view.identity ? (
        <DefinitionGrid
          facts={[
            {
              term: "Connected account",
              value: `${view.identity.accountName}${view.region ? ` (${regionHosts[view.region]})` : ""}`,
            },
            { term: "Authorized by", value: authorizedBy(view.identity) },
            { term: "Connected since", value: time(view.connectedAt) },
            { term: "Last proof of life", value: time(view.lastProofAt) },
            { term: "Next check", value: time(view.nextCheckAt) },
          ]}
        />
      ) : null}
      {/* While a first account waits for its yes there is nothing to tell but the question. */}
      {view.identity || !view.pending || view.pending.reason === "account_unreadable" ? (
        <div className="my-8">
          <LivePermissions
            waitsFor={view.isChecking ? "permissions" : view.isReadingAccount ? "account" : null}
            triedAt={view.checkedAt ? time(view.checkedAt) : null}
            userName={view.identity?.userName ?? null}
            developerPortalUrl={developerPortalUrl}
            agencyName={agency.agencyName}
            rows={view.scopes.map(
              ({ resource, access, required, purpose, impact, result, checkedAt, isToAllow }) => ({
                resource,
                access,
                label: resourceNames[resource],
                purpose,
                impact,
                required,
                result,
                isToAllow,
                checked:
                  checkedAt && (isRefused({ result }) || isOlder(checkedAt, view.lastProofAt))
                    ? time(checkedAt)
                    : null,
              }),
            )}
          />
        </div>
      ) : null}
      {view.identity && !isHandedOver ? (
        <Disconnect
          person={{ email: session.personEmail, isCodeConfirmed: session.isCodeConfirmed }}
          isAboutCode={isAboutCode}
          problem={isAboutCode ? problem : null}
        />
      ) : null}
    </Page>
  );
}

type LoadedEnding = {
  /** A trip that has ended; one under way is no ending: the page is the connection's. */
  attempt: AttemptView | null;
  ending: Ending | null;
  /** The person has just come back from Clio: the ending is the page's heading. */
  isReturn: boolean;
  view: ConnectionView;
};

async function loadEnding(
  { ctx, firmId }: PageVisitor & { firmId: string },
  asked: Query["attempt"],
): Promise<LoadedEnding> {
  const [view, found, flash] = await Promise.all([
    loadConnection(ctx, firmId),
    typeof asked === "string" ? loadAttempt(ctx, asked) : null,
    readFlash(),
  ]);
  // A return that belongs to no trip of this person's is told by a signed flash, never by an address.
  if (flash.ending === "not_yours") {
    return { attempt: null, ending: NOT_YOURS, isReturn: true, view };
  }
  const attempt = found?.outcome ? found : null;
  // Whose keys were refused is the trip's to say: what works may be of another application.
  const isAgencyApplication = attempt?.isAgencyApplication ?? view.isAgencyApplication;
  const ending = endingOf(attempt?.outcome ?? null, { ...view, isAgencyApplication });
  return { attempt, ending, isReturn: attempt !== null && ending !== null, view };
}

const ONE_RUN_MS = 60_000;

/** Whether a permission was proven in an earlier run than the one that the page tells of. */
function isOlder(checkedAt: Date, lastProofAt: Date | null): boolean {
  return lastProofAt !== null && lastProofAt.getTime() - checkedAt.getTime() > ONE_RUN_MS;
}

function authorizedBy({ userName, userEmail }: IdentityView): string {
  return userEmail ? `${userName}, ${userEmail}` : userName;
}
