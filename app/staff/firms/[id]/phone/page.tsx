import type { Metadata } from "next";
import { StatusBadge } from "@/components/connection/status-badge";
import { StepStateText } from "@/components/onboarding/step-state";
import { routeNames } from "@/components/staff/route-names";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { PageHeading } from "@/components/ui/page-heading";
import { TimeText } from "@/components/ui/time-text";
import { loadConnection } from "@/lib/connection/queries";
import { now } from "@/lib/context";
import { loadFirmCard } from "@/lib/staff/load-firm-page";
import { sayNext } from "@/lib/staff/phone-rules";
import { regionHosts, regionNames } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { loadFirmOr404 } from "../../load-or-404";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `On the phone: ${(await loadFirmOr404((await params).id)).firmName}` };
}

/** For a call: what the firm has before it, what to say next, and the link once more. */
export default async function PhonePage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const firm = await loadFirmOr404(id);
  const [agency, card, connection, at, flash] = await Promise.all([
    currentAgency(),
    loadFirmCard(ctx, id),
    loadConnection(ctx, id),
    now(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer" && !card.closed;
  const { steps, done, total } = firm.checklist;
  const said = sayNext(firm.checklist, { agencyName: agency.agencyName, region: firm.region });
  return (
    <>
      <p className="mb-4">
        <a className="link" href={`/staff/firms/${id}`}>
          Back to the firm
        </a>
      </p>
      <PageHeading eyebrow={`On the phone with ${firm.contact.name}`} title={firm.firmName} dense />
      <RefusedNotice message={flash.message} />
      <section aria-labelledby="say" className="mb-8 border-l-4 border-accent pl-5">
        <h2 id="say" className="text-hint font-semibold">
          Say next
        </h2>
        <p className="heading mt-1 max-w-[40ch] text-h2">“{said.sentence}”</p>
        {mayAct ? (
          <ActionForm action={`/api/staff/firms/${id}/invitation`} className="mt-4">
            <Button>Send the link again</Button>
            <p className="mt-2 text-small text-muted">
              By mail to {firm.contact.email}. The link before it ends.
            </p>
          </ActionForm>
        ) : null}
      </section>
      <div className="grid gap-x-12 gap-y-8 wide:grid-cols-[minmax(0,1fr)_20rem]">
        <section aria-labelledby="screen">
          <h2 id="screen" className="heading mb-2 text-h2">
            What the firm has before it
          </h2>
          <p className="mb-3 text-hint text-muted">
            {done} of {total} done. To look at; nothing here can be pressed.
          </p>
          <ol>
            {steps.map((step) => {
              const isPresent = step.key === said.step;
              return (
                <li
                  key={step.key}
                  aria-current={isPresent ? "step" : undefined}
                  className="flex flex-wrap justify-between gap-x-6 border-b border-line py-3 aria-[current]:border-l-4 aria-[current]:border-l-accent aria-[current]:pl-4"
                >
                  <div className="min-w-0">
                    <p className={isPresent ? "font-semibold" : ""}>{step.title}</p>
                    <p className="text-hint text-muted">{step.hint}</p>
                  </div>
                  <StepStateText state={step.state} />
                </li>
              );
            })}
          </ol>
        </section>
        <section aria-labelledby="facts">
          <h2 id="facts" className="heading mb-2 text-h2">
            Facts
          </h2>
          <DefinitionGrid
            facts={[
              { term: "Status", value: <StatusBadge status={connection.status} /> },
              { term: "Route", value: routeNames[firm.route] },
              {
                term: "Region",
                value: firm.region
                  ? `${regionNames[firm.region]}, ${regionHosts[firm.region]}`
                  : "Not known yet",
              },
              { term: "Clio account", value: connection.identity?.accountName ?? "–" },
              { term: "Clio user", value: connection.identity?.userName ?? "–" },
              {
                term: "Last proof of life",
                value: connection.lastProofAt ? (
                  <TimeText at={connection.lastProofAt} now={at} timeZone={agency.timeZone} />
                ) : (
                  "–"
                ),
              },
            ]}
          />
        </section>
      </div>
    </>
  );
}
