import type { Metadata } from "next";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { RadioGroup } from "@/components/ui/radio-group";
import { loadChecklist } from "@/lib/onboarding/queries";
import { listPlans, type PlanView } from "@/lib/plan/queries";
import { PLAN_NOT_SURE, regionHosts, regionNames, regions } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";
import { NoAccessVerdict } from "./no-access-verdict";
import { PlanChoices, type PlanChoice } from "./plan-choices";

export const metadata: Metadata = { title: "Check your Clio plan" };

export default async function PlanPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [firm, plans, flash] = await Promise.all([
    loadChecklist(ctx, firmId),
    listPlans(ctx),
    readFlash(),
  ]);
  const step = firm.checklist.steps.find(({ key }) => key === "plan");
  const answer = plans.find((plan) => plan.code === firm.planAnswer);
  return (
    <Page
      aside={
        <>
          <AsideBlock title="Where you see your plan">
            <p>
              In Clio, open <strong className="font-semibold text-ink">Settings</strong>, then{" "}
              <strong className="font-semibold text-ink">Subscription</strong>. In some accounts it
              is under Settings, then{" "}
              <strong className="font-semibold text-ink">Account and Payment Info</strong>.
            </p>
            <p>Only the primary subscriber and administrators see it.</p>
          </AsideBlock>
          <ContactBlock agencyName={ctx.env.AGENCY_NAME} email={ctx.env.AGENCY_SUPPORT_EMAIL} />
        </>
      }
    >
      <BackLink />
      <PageHeading eyebrow={firm.firmName} title="Check your Clio plan">
        <p>
          Not every plan of Clio’s lets other software in. Two short questions now save you a
          surprise later. You can change your answers at any time.
        </p>
      </PageHeading>
      {step?.state === "problem" && answer ? (
        <NoAccessVerdict plan={answer} plans={plans} agencyName={ctx.env.AGENCY_NAME} />
      ) : null}
      {step?.state === "completed" ? (
        <p className="mb-8 text-muted">
          {step.hint} {answer ? `Your answer: ${answer.name}.` : null}
        </p>
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
        <PlanChoices choices={choicesOf(plans)} answer={firm.planAnswer} />
      </ActionForm>
    </Page>
  );
}

function choicesOf(plans: PlanView[]): PlanChoice[] {
  const named = plans.map(({ code, name, formerNames, price }) => ({
    value: code,
    label: name,
    hint: [formerNames && `formerly ${formerNames}`, price].filter(Boolean).join(" · "),
  }));
  const notSure = "You can go on. Connecting shows whether your plan is enough.";
  return [...named, { value: PLAN_NOT_SURE, label: "I am not sure", hint: notSure }];
}
