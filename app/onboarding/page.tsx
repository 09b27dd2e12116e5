import { Monitor, UserRoundCheck } from "lucide-react";
import type { Metadata } from "next";
import { LeftClio } from "@/components/connection/left-clio";
import { OutageNotice } from "@/components/connection/outage-notice";
import { NewPermissions } from "@/components/connection/new-permissions";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { NextSteps } from "@/components/onboarding/next-steps";
import { NextCard } from "@/components/onboarding/next-card";
import { StepGroup } from "@/components/onboarding/step-group";
import { AsideBlock } from "@/components/ui/aside-block";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { DayText } from "@/components/ui/time-text";
import { Icon } from "@/components/ui/icon";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { Progress } from "@/components/ui/progress";
import { now } from "@/lib/context";
import { loadOpenAttempt } from "@/lib/connection/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { trialOf, type StepView } from "@/lib/onboarding/rules";
import type { Route } from "@/lib/vocabulary";
import { dayOf } from "@/lib/settings/rules";
import { readFlash } from "@/lib/web/flash";
import { currentAgency } from "@/lib/web/agency";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Your checklist" };

export default async function ChecklistPage() {
  const { ctx, firmId } = await requireFirmPage();
  const agency = await currentAgency();
  const [firm, left, at, flash] = await Promise.all([
    loadChecklist(ctx, firmId),
    loadOpenAttempt(ctx),
    now(ctx),
    readFlash(),
  ]);
  const { checklist, integrationName, developer } = firm;
  const { steps, next, done, total, minutesLeft, isLive } = checklist;
  const trial =
    firm.route === "firm_developer" ? trialOf(developer, dayOf(at, agency.timeZone)) : null;
  const groups = [...new Set(steps.map((step) => step.group))];
  return (
    <Page
      aside={
        <>
          <AsideBlock title="What you need">
            <p className="flex gap-2.5">
              <Icon as={UserRoundCheck} className="mt-0.5" />
              An administrator of your firm’s Clio account
            </p>
            <p className="flex gap-2.5">
              <Icon as={Monitor} className="mt-0.5" />
              The browser that you use for Clio
            </p>
          </AsideBlock>
          <div className="no-print">
            <AsideBlock title="Not alone with this">
              <p>
                <a className="link" href="/onboarding/people">
                  Send a step to a colleague
                </a>
              </p>
              {next?.href ? (
                <p>
                  <a className="link" href={`${next.href}#step-help`}>
                    I am stuck
                  </a>
                </p>
              ) : null}
              <p>
                <a className="link" href="/onboarding/help">
                  What firms ask most
                </a>
              </p>
            </AsideBlock>
          </div>
          <ContactBlock agencyName={agency.agencyName} email={agency.supportEmail} />
        </>
      }
    >
      <PageHeading
        eyebrow={`${firm.firmName} · ${integrationName}`}
        title="Connect your firm’s Clio account"
      />
      <Progress
        done={done}
        total={total}
        note={minutesLeft > 0 ? `about ${minutesLeft} minutes left for you` : null}
      />
      {flash.message ? (
        <div className="mb-8">
          <Notice kind="info" title="That did not work">
            <p>{flash.message}</p>
          </Notice>
        </div>
      ) : null}
      {firm.outage ? (
        <div className="mb-8">
          <OutageNotice cause={firm.outage} />
        </div>
      ) : null}
      {trial?.isShown && !developer.appliedOn ? (
        <div className="mb-8">
          <Notice
            kind={trial.isOver ? "info" : "warn"}
            title={
              <>
                {trial.isOver ? "Your trial at Clio ended on " : "Your trial at Clio ends on "}
                <DayText day={trial.endsOn} />
              </>
            }
            actions={
              <LinkButton href="/onboarding/developer-account" kind="secondary">
                Get a developer account
              </LinkButton>
            }
          >
            <p>Apply for its conversion, if you have not yet, and tell us when you have.</p>
          </Notice>
        </div>
      ) : null}
      {firm.newPermissions && firm.newSentence && !firm.newPermissions.isDue ? (
        <div className="mb-8">
          <NewPermissions
            sentence={firm.newSentence}
            asked={firm.newPermissions}
            actions={
              <LinkButton href="/onboarding/connect" kind="secondary">
                Allow it now
              </LinkButton>
            }
          />
        </div>
      ) : null}
      {isLive ? <NextSteps agency={agency} /> : null}
      {left?.outcome === null ? <LeftClio attempt={left} /> : null}
      {next?.href ? <NextCard {...cardOf(next, next.href, firm.route)} /> : null}
      {next === null && done === total && !isLive && !firm.newPermissions ? (
        <div className="mb-9">
          <Notice kind="ok" title="You are done">
            <p>
              {agency.agencyName} switches your integration on and writes to you. There is nothing
              more for you to do.
            </p>
          </Notice>
        </div>
      ) : null}
      {groups.map((group) => (
        <StepGroup key={group} title={group} steps={steps.filter((step) => step.group === group)} />
      ))}
    </Page>
  );
}

const cards: Partial<Record<StepView["key"], { text: string; label: string }>> = {
  plan: {
    text: "Which plan does your firm have, and does it let integrations in?",
    label: "Check the plan",
  },
  developer_account: {
    text: "Start a free trial at Clio, and apply for its conversion. We watch the days with you.",
    label: "Get the account",
  },
  credentials: {
    text: "Copy two values from your application’s page in Clio and paste them here. We check them with Clio at once.",
    label: "Send the keys",
  },
  connect: {
    text: "Look at what we ask for, sign in to Clio and allow it. You come back here.",
    label: "Go to Connect Clio",
  },
};

/** Whose account the application is registered in, by the route. */
const applicationCards: Partial<Record<Route, { text: string; label: string }>> = {
  firm_private: {
    text: "Fill in a form in your firm’s Clio account. We give you every value to copy.",
    label: "Open the instructions",
  },
  firm_developer: {
    text: "Fill in a form in your developer account. We give you every value to copy.",
    label: "Open the instructions",
  },
};

/** What the next step asks for; when something is wrong, what is wrong. */
function cardOf(step: StepView, href: string, route: Route) {
  const card = step.key === "application" ? applicationCards[route] : cards[step.key];
  const isProblem = step.state === "problem";
  return {
    title: step.title,
    text: isProblem ? step.hint : (card?.text ?? step.hint),
    isProblem,
    action: { label: isProblem ? "See what to do" : (card?.label ?? "Open"), href },
  };
}
