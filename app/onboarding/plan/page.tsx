import type { Metadata } from "next";
import { StepPage } from "@/components/onboarding/step-page";
import { ActionForm } from "@/components/ui/action-form";
import { PlanPicture } from "@/components/pictures/plan-picture";
import { AsideBlock } from "@/components/ui/aside-block";
import { problemOf } from "@/components/ui/problem-of";
import { RadioGroup } from "@/components/ui/radio-group";
import { now } from "@/lib/context";
import { loadChecklist } from "@/lib/onboarding/queries";
import { listPlans, type PlanView } from "@/lib/plan/queries";
import { choosable, knownAsOf } from "@/lib/plan/rules";
import { PLAN_NOT_SURE, regionHosts, regionNames, regions } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { currentAgency } from "@/lib/web/agency";
import { requireFirmPage } from "@/lib/web/page";
import { NoAccessVerdict } from "./no-access-verdict";
import { PlanEvidence } from "./plan-evidence";
import { PlanChoices, type PlanChoice } from "./plan-choices";

export const metadata: Metadata = { title: "Check your Clio plan" };

type Props = { searchParams: Promise<{ told?: string | string[]; after?: string | string[] }> };

export default async function PlanPage({ searchParams }: Props) {
  const visitor = await requireFirmPage("plan");
  const { ctx, firmId } = visitor;
  const [agency, firm, plans, flash, at, query] = await Promise.all([
    currentAgency(),
    loadChecklist(ctx, firmId),
    listPlans(ctx),
    readFlash(),
    now(ctx),
    searchParams,
  ]);
  const step = firm.checklist.steps.find(({ key }) => key === "plan");
  const answer = plans.find((plan) => plan.code === firm.planAnswer);
  const choices = choosable(plans, firm.planAnswer);
  return (
    <StepPage
      step="plan"
      visitor={visitor}
      query={query}
      steps={firm.checklist.steps}
      eyebrow={firm.firmName}
      title="Check your Clio plan"
      lead={
        <p>
          Not every plan of Clio’s lets other software in. Two short questions now save you a
          surprise later. You can change your answers at any time.
        </p>
      }
      aside={
        <AsideBlock title="Where you see your plan">
          <p>
            In Clio, open <strong className="font-semibold text-ink">Settings</strong>, then{" "}
            <strong className="font-semibold text-ink">Subscription</strong>. In some accounts it is
            under Settings, then{" "}
            <strong className="font-semibold text-ink">Account and Payment Info</strong>.
          </p>
          <p>Only the primary subscriber and administrators see it.</p>
        </AsideBlock>
      }
    >
      {step?.state === "problem" && answer ? (
        <NoAccessVerdict plan={answer} plans={choices} agencyName={agency.agencyName} />
      ) : null}
      {step && step.state !== "problem" && firm.planAnsweredAt ? (
        <PlanEvidence
          firm={firm}
          planName={answer?.name ?? null}
          now={at}
          timeZone={agency.timeZone}
        />
      ) : null}
      <ActionForm
        action="/api/onboarding/plan"
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="space-y-8"
      >
        {firm.isRegionSetByStaff ? null : (
          <RadioGroup
            name="region"
            legend="Which address do you see when you use Clio?"
            hint="Sign in to Clio and look at the beginning of the address bar."
            defaultValue={flash.values?.region ?? firm.region}
            options={regions.map((region) => ({
              value: region,
              label: regionHosts[region],
              hint: regionNames[region],
            }))}
          />
        )}
        <PlanPicture host={regionHosts[firm.region ?? "us"]} />
        <PlanChoices
          choices={choicesOf(choices)}
          answer={firm.planAnswer}
          asOf={knownAsOf(choices)}
        />
      </ActionForm>
    </StepPage>
  );
}

function choicesOf(plans: PlanView[]): PlanChoice[] {
  const named = plans.map(({ code, name, formerNames, price }) => ({
    value: code,
    label: name,
    hint: [formerNames && `formerly ${formerNames}`, price].filter(Boolean).join(" · "),
  }));
  const notSure = "You can go on: connecting shows whether your plan is enough.";
  return [...named, { value: PLAN_NOT_SURE, label: "I am not sure", hint: notSure }];
}
