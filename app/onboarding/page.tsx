import type { Metadata } from "next";
import { NextCard } from "@/components/onboarding/next-card";
import { StepGroup } from "@/components/onboarding/step-group";
import { AsideBlock } from "@/components/ui/aside-block";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { Progress } from "@/components/ui/progress";
import { loadChecklist } from "@/lib/onboarding/queries";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Your checklist" };

export default async function ChecklistPage() {
  const { ctx, firmId } = await requireFirmPage();
  const { checklist, integrationName } = await loadChecklist(ctx, firmId);
  const { next, done, total, minutesLeft, problem } = checklist;
  const groups = [...new Set(checklist.steps.map((step) => step.group))];
  return (
    <Page
      aside={
        <>
          <AsideBlock title="What you need">
            <p>
              An administrator of your firm’s Clio account, and the browser that you use for Clio.
            </p>
          </AsideBlock>
          <AsideBlock title="Your contact">
            <p>{ctx.env.AGENCY_NAME}</p>
            <a className="link" href={`mailto:${ctx.env.AGENCY_SUPPORT_EMAIL}`}>
              {ctx.env.AGENCY_SUPPORT_EMAIL}
            </a>
          </AsideBlock>
        </>
      }
    >
      <PageHeading eyebrow={integrationName} title="Connect your firm’s Clio account" />
      <Progress
        done={done}
        total={total}
        note={minutesLeft > 0 ? `about ${minutesLeft} minutes left for you` : null}
      />
      {problem ? <Notice kind="warn" title={problem} /> : null}
      {next?.href ? (
        <NextCard
          title={next.title}
          text={next.hint}
          action={{ label: next.title, href: next.href }}
        />
      ) : null}
      {groups.map((group) => (
        <StepGroup
          key={group}
          title={group}
          steps={checklist.steps
            .filter((step) => step.group === group)
            .map(({ key: stepKey, title, hint, state, href }) => ({
              stepKey,
              title,
              hint,
              state,
              href,
            }))}
        />
      ))}
    </Page>
  );
}
