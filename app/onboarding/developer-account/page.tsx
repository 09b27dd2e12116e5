import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Instructions } from "@/components/onboarding/instructions";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { StepPage } from "@/components/onboarding/step-page";
import { AsideBlock } from "@/components/ui/aside-block";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { problemOf } from "@/components/ui/problem-of";
import { DayText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { loadChecklist } from "@/lib/onboarding/queries";
import { conversionWait, trialOf } from "@/lib/onboarding/rules";
import { clioProvider } from "@/lib/providers/clio/clio-provider";
import { dayOf } from "@/lib/settings/rules";
import { regionHosts } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireFirmPage } from "@/lib/web/page";
import { DeveloperAccountForm } from "./developer-account-form";
import { LetterToClio } from "./letter-to-clio";

export const metadata: Metadata = { title: "Get a developer account" };

type Several = string | string[];
type Props = { searchParams: Promise<{ told?: Several; after?: Several; saved?: Several }> };

export default async function DeveloperAccountPage({ searchParams }: Props) {
  const visitor = await requireFirmPage("developer_account");
  const { ctx, firmId } = visitor;
  const firm = await loadChecklist(ctx, firmId);
  if (firm.route !== "firm_developer") redirect("/onboarding");
  const [agency, flash, at, query] = await Promise.all([
    currentAgency(),
    readFlash(),
    now(ctx),
    searchParams,
  ]);
  const { developer } = firm;
  const region = firm.region ?? "us";
  const today = dayOf(at, agency.timeZone);
  const trial = trialOf(developer, today);
  const wait = conversionWait(developer, today, agency.holidays);
  return (
    <StepPage
      step="developer_account"
      visitor={visitor}
      query={query}
      steps={firm.checklist.steps}
      eyebrow={firm.firmName}
      title="Get a developer account"
      lead={
        <p>
          A developer account is a free account of Clio’s for building and testing. It is not your
          firm’s account, and your live data is not touched by it.
        </p>
      }
      aside={
        <>
          <AsideBlock title="How long this takes">
            <p>
              Five minutes of yours, and then up to a few business days until Clio has converted the
              trial. You need not wait: a trial can register the application at once.
            </p>
          </AsideBlock>
          <AsideBlock title="An e-mail address of its own">
            <p>
              One e-mail address belongs to one Clio account. Use another one than for your firm’s
              live account.
            </p>
          </AsideBlock>
        </>
      }
    >
      {query.saved === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="Noted" isBrief>
            <p>You can go on with the next step on your checklist meanwhile.</p>
          </Notice>
        </div>
      ) : null}
      {trial?.isShown && !developer.appliedOn ? (
        <div className="mb-6">
          <Notice
            kind={trial.isOver ? "info" : "warn"}
            title={
              <>
                {trial.isOver ? "Your trial ended on " : "Your trial ends on "}
                <DayText day={trial.endsOn} />
              </>
            }
          >
            <p>
              {trial.isOver
                ? "You can still apply for its conversion."
                : "Apply for its conversion before that, or soon after."}
            </p>
          </Notice>
        </div>
      ) : null}
      {developer.appliedOn && !developer.approvedOn ? (
        <div className="mb-6">
          <Notice
            kind="wait"
            title={
              <>
                Waiting for Clio since <DayText day={developer.appliedOn} />
              </>
            }
            actions={
              visitor.isHandedOver ? null : (
                <LinkButton href="/onboarding/application" kind="secondary">
                  Go on: register the application
                </LinkButton>
              )
            }
          >
            <p>
              {wait.isOverdue
                ? `That is ${wait.businessDays} business days, longer than usual. The mail below is ready to be sent.`
                : "Clio usually answers within a few business days. You need not wait for it: the application can be registered now."}
              {developer.askedClioOn ? (
                <>
                  {" "}
                  {agency.agencyName} asked its own contacts at Clio on{" "}
                  <DayText day={developer.askedClioOn} />.
                </>
              ) : null}
            </p>
          </Notice>
        </div>
      ) : null}
      {wait.isOverdue && developer.email && developer.appliedOn ? (
        <LetterToClio
          firmName={firm.firmName}
          senderName={visitor.session.personName}
          developerEmail={developer.email}
          appliedOn={developer.appliedOn}
          address={agency.clioSupportEmail}
        />
      ) : null}
      <Instructions
        steps={instructionsFor(
          regionHosts[region],
          clioProvider(ctx.env).developerPortalUrl(region),
        )}
      />
      <DeveloperAccountForm
        developer={developer}
        today={today}
        problem={problemOf(flash)}
        values={flash.values ?? {}}
      />
    </StepPage>
  );
}

function instructionsFor(host: string, portalUrl: string) {
  return [
    {
      title: "Start a free trial",
      content: (
        <p>
          Open <OutsideLink href={`https://${host}`}>{host}</OutsideLink> and sign up for the free
          trial of Clio Manage. It runs for seven days and costs nothing.
        </p>
      ),
    },
    {
      title: "Apply for its conversion",
      content: (
        <p>
          During the trial or after it, sign in to{" "}
          <OutsideLink href={portalUrl}>Clio’s developer portal</OutsideLink> with the trial’s
          e-mail address, and apply through Clio’s developer program to have it converted into a
          developer account. A converted account is free and does not end.
        </p>
      ),
    },
    {
      title: "Tell us how far you are",
      content: (
        <p>
          The form below. We show you when the trial ends, and what to do when Clio does not answer.
        </p>
      ),
    },
  ];
}
