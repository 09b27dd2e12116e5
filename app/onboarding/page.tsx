import { Monitor, UserRoundCheck } from "lucide-react";
import type { Metadata } from "next";
import { LeftClio } from "@/components/connection/left-clio";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { NextCard } from "@/components/onboarding/next-card";
import { StepGroup } from "@/components/onboarding/step-group";
import { AsideBlock } from "@/components/ui/aside-block";
import { Icon } from "@/components/ui/icon";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { Progress } from "@/components/ui/progress";
import { loadOpenAttempt } from "@/lib/connection/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import type { StepView } from "@/lib/onboarding/rules";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Your checklist" };

export default async function ChecklistPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [{ checklist, integrationName }, left] = await Promise.all([
    loadChecklist(ctx, firmId),
    loadOpenAttempt(ctx),
  ]);
  const { steps, next, done, total, minutesLeft } = checklist;
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
          <ContactBlock agencyName={ctx.env.AGENCY_NAME} email={ctx.env.AGENCY_SUPPORT_EMAIL} />
        </>
      }
    >
      <PageHeading eyebrow={integrationName} title="Connect your firm’s Clio account" />
      <Progress
        done={done}
        total={total}
        note={minutesLeft > 0 ? `about ${minutesLeft} minutes left for you` : null}
      />
      {left?.outcome === null ? <LeftClio attempt={left} /> : null}
      {next?.href ? <NextCard {...cardOf(next, next.href)} /> : null}
      {groups.map((group) => (
        <StepGroup key={group} title={group} steps={steps.filter((step) => step.group === group)} />
      ))}
    </Page>
  );
}

const cards: Partial<Record<StepView["key"], { text: string; label: string }>> = {
  plan: {
    text: "Two short questions: where your Clio account is, and which plan your firm has.",
    label: "Check the plan",
  },
  application: {
    text: "Fill in a form in your firm’s Clio account. We give you every value to copy.",
    label: "Open the instructions",
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

/** What the next step asks for; when something is wrong, what is wrong. */
function cardOf(step: StepView, href: string) {
  const card = cards[step.key];
  const isProblem = step.state === "problem";
  return {
    title: step.title,
    text: isProblem ? step.hint : (card?.text ?? step.hint),
    isProblem,
    action: { label: isProblem ? "See what to do" : (card?.label ?? "Open"), href },
  };
}
