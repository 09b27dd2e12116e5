import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { RadioGroup } from "@/components/ui/radio-group";
import { loadChecklist } from "@/lib/onboarding/queries";
import { listPlans } from "@/lib/plan/queries";
import { PLAN_NOT_SURE, regionHosts, regionNames, regions } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Check your Clio plan" };

export default async function PlanPage() {
  const { ctx, firmId } = await requireFirmPage();
  const firm = await loadChecklist(ctx, firmId);
  const plans = await listPlans(ctx);
  const { message, fields, values } = await readFlash();
  const answer = plans.find((plan) => plan.code === firm.planAnswer);
  return (
    <Page
      aside={
        <AsideBlock title="Where you see your plan">
          <p>
            In Clio, under Settings, then Subscription; in some accounts under Settings, then
            Account and Payment Info. Only administrators and the primary subscriber see it.
          </p>
        </AsideBlock>
      }
    >
      <PageHeading eyebrow={firm.firmName} title="Check your Clio plan">
        <p>Some plans give integrations no access. It is good to know before you begin.</p>
      </PageHeading>
      {answer?.apiAccess === "no" ? (
        <Notice kind="warn" title={`${answer.name} has no access for integrations`}>
          <p>
            Nothing can be connected before your firm has Essentials or a higher plan. The primary
            subscriber of your Clio account can change it. Come back here afterwards and choose the
            new plan.
          </p>
        </Notice>
      ) : null}
      <ActionForm
        action="/api/onboarding/plan"
        nonce={newFormNonce()}
        problem={message ? { message, fields } : null}
        className="flex flex-col gap-8"
      >
        {firm.isRegionSetByStaff ? null : (
          <RadioGroup
            name="region"
            legend="Which address do you see when you use Clio?"
            hint="Sign in to Clio and look at the beginning of the address bar."
            defaultValue={values?.region ?? firm.region}
            options={regions.map((region) => ({
              value: region,
              label: regionHosts[region],
              hint: regionNames[region],
            }))}
          />
        )}
        <RadioGroup
          name="plan"
          legend="Which plan does your firm have?"
          defaultValue={values?.plan ?? firm.planAnswer}
          options={[
            ...plans.map((plan) => ({
              value: plan.code,
              label: plan.name,
              hint: [plan.formerNames && `formerly ${plan.formerNames}`, plan.price]
                .filter(Boolean)
                .join(" · "),
            })),
            { value: PLAN_NOT_SURE, label: "I am not sure", hint: "Connecting will show it." },
          ]}
        />
        <div>
          <Button wide>Save and go on</Button>
        </div>
      </ActionForm>
    </Page>
  );
}
