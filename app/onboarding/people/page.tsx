import type { Metadata } from "next";
import { BackLink } from "@/components/onboarding/back-link";
import { CodeGate } from "@/components/onboarding/code-gate";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { listMembers } from "@/lib/identity/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { stepWords } from "@/lib/onboarding/rules";
import { handOverSteps } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Your firm’s people" };

type Several = string | string[];
type Props = { searchParams: Promise<{ step?: Several; sent?: Several; code?: Several }> };

export default async function PeoplePage({ searchParams }: Props) {
  const { ctx, firmId, session } = await requireFirmPage();
  const [agency, firm, members, flash, query] = await Promise.all([
    currentAgency(),
    loadChecklist(ctx, firmId),
    listMembers(ctx, firmId),
    readFlash(),
    searchParams,
  ]);
  const problem = problemOf(flash);
  const isAboutCode = query.code === "sent" || flash.fields?.code !== undefined;
  // The two forms share the field's name: what was typed tells which one came back.
  const isAboutHandOver = flash.values?.step !== undefined;
  const mine = firm.checklist.steps.flatMap(({ key }) =>
    handOverSteps.filter((one) => one === key),
  );
  const asked = handOverSteps.find((one) => one === query.step);
  const sent = handOverSteps.find((one) => one === query.sent);
  return (
    <Page
      aside={
        <>
          <AsideBlock title="Two ways">
            <p>
              A person of your firm sees the whole checklist and can do everything that you can.
            </p>
            <p>
              A colleague who gets one step sees that step and nothing else. The link ends when the
              step is done.
            </p>
          </AsideBlock>
          <ContactBlock agencyName={agency.agencyName} email={agency.supportEmail} />
        </>
      }
    >
      <BackLink />
      <PageHeading eyebrow={firm.firmName} title="Your firm’s people">
        <p>Who works on the Clio connection of {firm.firmName}.</p>
      </PageHeading>
      {sent ? (
        <div className="mb-8">
          <Notice kind="ok" title="The step is on its way" isBrief>
            <p>Your colleague gets “{stepWords[sent].title}” by mail. The link works for 7 days.</p>
          </Notice>
        </div>
      ) : null}
      <Table
        caption="People"
        head={
          <>
            <Th>Person</Th>
            <Th>
              <span className="sr-only">Remove</span>
            </Th>
          </>
        }
      >
        {members.map(({ personId, name, email, isMainContact }) => (
          <Row key={personId}>
            <RowHead>
              {name}
              {isMainContact ? <span className="text-hint text-muted"> · main contact</span> : null}
              <span className="block text-small font-normal [overflow-wrap:anywhere] text-muted">
                {email}
              </span>
            </RowHead>
            <Td className="w-px text-right">
              {isMainContact || !session.isCodeConfirmed ? null : (
                <ActionForm action="/api/onboarding/people/remove" nonce={newFormNonce()}>
                  <input type="hidden" name="person" value={personId} />
                  <Button kind="secondary" dense>
                    Remove<span className="sr-only"> {name}</span>
                  </Button>
                </ActionForm>
              )}
            </Td>
          </Row>
        ))}
      </Table>
      {session.isCodeConfirmed ? (
        <>
          <section id="hand-over" className="mt-10 border-t-2 border-ink pt-5">
            <h2 className="heading text-h2">Send one step to a colleague</h2>
            <ActionForm
              action="/api/onboarding/hand-over"
              nonce={newFormNonce()}
              problem={isAboutHandOver ? problem : null}
              className="mt-4 space-y-6"
            >
              <SelectField
                name="step"
                label="Step"
                options={mine.map((key) => ({ value: key, label: stepWords[key].title }))}
                defaultValue={typeof query.step === "string" ? query.step : flash.values?.step}
              />
              <Field
                name="email"
                id="hand-over-email"
                label="Your colleague’s e-mail address"
                hint="They get one mail from us, with your name and this step."
                type="email"
                defaultValue={isAboutHandOver ? flash.values?.email : undefined}
              />
              <Button>Send the step</Button>
            </ActionForm>
          </section>
          <section className="mt-10 border-t border-line pt-5">
            <h2 className="heading text-h2">Add a person</h2>
            <ActionForm
              action="/api/onboarding/people"
              nonce={newFormNonce()}
              problem={isAboutHandOver ? null : problem}
              className="mt-4 space-y-6"
            >
              <Field
                name="name"
                label="Name"
                defaultValue={isAboutHandOver ? undefined : flash.values?.name}
              />
              <Field
                name="email"
                label="E-mail address"
                hint="They get an invitation; everybody above is told."
                type="email"
                defaultValue={isAboutHandOver ? undefined : flash.values?.email}
              />
              <Button kind="secondary">Add and invite</Button>
            </ActionForm>
          </section>
        </>
      ) : (
        <section id="hand-over" className="mt-10 border-t-2 border-ink pt-5">
          <h2 className="heading mb-4 text-h2">Send a step to a colleague, or add a person</h2>
          <CodeGate
            next={asked ? `people_${asked}` : "people"}
            purpose="send a step or add somebody"
            email={session.personEmail}
            wasSent={isAboutCode}
            problem={problem}
          />
        </section>
      )}
    </Page>
  );
}
