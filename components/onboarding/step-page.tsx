import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { dayOf } from "@/lib/settings/rules";
import { now } from "@/lib/context";
import { reminderOf } from "@/lib/onboarding/set-reminder";
import type { StepView } from "@/lib/onboarding/rules";
import type { HandOverStep, StepKey } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import type { FirmVisitor } from "@/lib/web/page";
import { BackLink } from "./back-link";
import { ContactBlock } from "./contact-block";
import { StepHelp } from "./step-help";

type StepPageProps = {
  step: HandOverStep;
  visitor: FirmVisitor;
  eyebrow: ReactNode;
  title: string;
  /** Why this step, below the heading. */
  lead: ReactNode;
  aside?: ReactNode;
  steps: StepView[];
  /** Of the address: what was just told to us, and the step that was just done. */
  query: { told?: string | string[]; after?: string | string[] };
  children: ReactNode;
};

const doneWords: Partial<Record<StepKey, string>> = {
  plan: "Thank you, we have noted your plan",
  developer_account: "Thank you, we have noted that Clio approved it",
  application: "Thank you, we have noted that it is saved",
  credentials: "Clio accepts your keys",
};

/** The frame of a step's page: why, what to do, and at its foot what helps who does not get on. */
export async function StepPage(props: StepPageProps) {
  const { step, visitor, eyebrow, title, lead, aside, steps, query, children } = props;
  const { ctx, isHandedOver } = visitor;
  const agency = await currentAgency();
  const remindOn = isHandedOver ? null : await reminderOf(ctx, step);
  const { values } = await readFlash();
  const done = steps.find(({ key, state }) => key === query.after && state === "completed");
  const before = done && doneWords[done.key];
  return (
    <Page
      aside={
        <>
          {aside}
          <ContactBlock agencyName={agency.agencyName} email={agency.supportEmail} />
        </>
      }
    >
      {isHandedOver ? null : <BackLink />}
      {/* The address says which step to speak of; whether it is done is known here. */}
      {before ? (
        <div className="mb-6">
          <Notice kind="ok" title={before} isBrief />
        </div>
      ) : null}
      <PageHeading eyebrow={eyebrow} title={title}>
        {lead}
      </PageHeading>
      {children}
      <StepHelp
        step={step}
        agencyName={agency.agencyName}
        told={query.told}
        isHandedOver={isHandedOver}
        today={dayOf(await now(ctx), agency.timeZone)}
        remindOn={remindOn}
        typed={values?.step === step ? values.text : undefined}
      />
    </Page>
  );
}
