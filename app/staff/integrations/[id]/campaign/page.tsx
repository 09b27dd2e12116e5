import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { campaignWords } from "@/components/staff/campaign-words";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { Progress } from "@/components/ui/progress";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { loadCampaign, type Campaign } from "@/lib/connection/campaign-queries";
import { campaignStates, isAsked } from "@/lib/connection/reauthorization-rules";
import { now } from "@/lib/context";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";
import { integrationOr404 } from "../../load-or-404";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<"version" | "told" | "after", string | string[] | undefined>>;
};

export const metadata: Metadata = { title: "How far the firms are" };

export default async function CampaignPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const { name, versions } = await integrationOr404(id);
  const asked = typeof query.version === "string" ? Number(query.version) : versions[0].version;
  const version = versions.find((one) => one.version === asked) ?? notFound();
  const [campaign, { timeZone }, at, flash] = await Promise.all([
    loadCampaign(ctx, {
      scopeSetId: version.id,
      ...(typeof query.after === "string" && { after: query.after }),
    }),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const address = `/staff/integrations/${id}/campaign`;
  const asksMany = campaignStates.filter(isAsked).some((state) => campaign.counts[state] > 0);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href={`/staff/integrations/${id}`}>
            {name}
          </a>
        }
        title={`Version ${version.version}: how far the firms are`}
        dense
      >
        <p>
          {version.dueAt ? (
            <>
              Needed from <TimeText at={version.dueAt} timeZone={timeZone} dateOnly /> on.{" "}
            </>
          ) : null}
          {version.note}
        </p>
      </PageHeading>
      <RefusedNotice message={flash.message} />
      {query.told === "sent" ? (
        <div className="mb-6">
          <Notice kind="ok" title="The link is on its way" isBrief />
        </div>
      ) : null}
      {campaign.total === 0 ? (
        <p>This version asks no connected firm for anything.</p>
      ) : (
        <>
          <Counts campaign={campaign} />
          {mayAct && asksMany ? (
            <ActionForm
              action={`/api/staff/integrations/${id}/remind-all`}
              nonce={newFormNonce()}
              className="mb-8"
            >
              <input type="hidden" name="version" value={version.version} />
              <Button kind="secondary" dense>
                Send the link again to all who were asked
              </Button>
            </ActionForm>
          ) : null}
          <Table
            caption="Firms, who waits the longest first"
            showCaption
            minWidth="min-w-[46rem]"
            head={
              <>
                <Th>Firm</Th>
                <Th>State</Th>
                <Th>Since</Th>
                <Th>Mails</Th>
                <Th>Next</Th>
                <Th>
                  <span className="sr-only">Action</span>
                </Th>
              </>
            }
          >
            {campaign.firms.map((firm) => (
              <Row key={firm.firmId}>
                <RowHead>
                  <a className="link" href={`/staff/firms/${firm.firmId}`}>
                    {firm.firmName}
                  </a>
                </RowHead>
                <Td>{campaignWords[firm.state]}</Td>
                <Td>
                  <TimeText at={firm.since} now={at} timeZone={timeZone} />
                </Td>
                <Td>{firm.mailsSent}</Td>
                <Td>
                  {firm.nextMailAt ? (
                    <TimeText at={firm.nextMailAt} timeZone={timeZone} dateOnly />
                  ) : (
                    "–"
                  )}
                </Td>
                <Td>
                  {mayAct && isAsked(firm.state) ? (
                    <ActionForm
                      action={`/api/staff/integrations/${id}/remind`}
                      nonce={newFormNonce()}
                    >
                      <input type="hidden" name="firm" value={firm.firmId} />
                      <Button kind="secondary" dense>
                        Send the link again
                        <span className="sr-only"> to {firm.firmName}</span>
                      </Button>
                    </ActionForm>
                  ) : null}
                </Td>
              </Row>
            ))}
          </Table>
          <p className="mt-4 flex gap-6">
            {query.after === undefined ? null : (
              <a className="link" href={`${address}?version=${version.version}`}>
                From the beginning
              </a>
            )}
            {campaign.next ? (
              <a
                className="link"
                href={`${address}?version=${version.version}&after=${campaign.next}`}
              >
                More firms
              </a>
            ) : null}
          </p>
        </>
      )}
    </>
  );
}

function Counts({ campaign: { counts, total } }: { campaign: Campaign }) {
  const done = counts.existing_grant + counts.reauthorized;
  return (
    <>
      <Progress done={done} total={total} />
      <dl className="mb-8 grid gap-x-10 wide:grid-cols-2">
        {campaignStates.map((state) => (
          <div key={state} className="flex justify-between gap-4 border-b border-line py-2">
            <dt className="text-muted">{campaignWords[state]}</dt>
            <dd className="font-semibold">{counts[state]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
