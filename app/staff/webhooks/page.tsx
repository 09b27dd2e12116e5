import type { Metadata } from "next";
import { EndpointStateWord } from "@/components/staff/webhook-state";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { webhookKinds } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";
import { listEndpoints } from "@/lib/webhooks/queries";

export const metadata: Metadata = { title: "Webhooks" };

type Props = { searchParams: Promise<{ removed?: string | string[] }> };

export default async function WebhooksPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [endpoints, { timeZone }, at, { removed }] = await Promise.all([
    listEndpoints(ctx),
    currentAgency(),
    now(ctx),
    searchParams,
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6">
        <PageHeading title="Webhooks" dense>
          <p>
            Integration services are told when a connection works, needs attention or ends, so that
            they need not ask. Messages are signed and hold ids and states alone.
          </p>
          {isAdmin ? null : <p>Only administrators can add one.</p>}
        </PageHeading>
        {isAdmin ? <LinkButton href="/staff/webhooks/new">Add a webhook</LinkButton> : null}
      </div>
      {removed === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="The webhook was removed" isBrief />
        </div>
      ) : null}
      {endpoints.length === 0 ? (
        <p className="text-muted">There is none yet.</p>
      ) : (
        <Table
          caption="Webhooks"
          minWidth="min-w-[56rem]"
          head={
            <>
              <Th>Webhook</Th>
              <Th>State</Th>
              <Th>Hears of</Th>
              <Th>Last delivered</Th>
              <Th>Waiting</Th>
              <Th>Not delivered</Th>
            </>
          }
        >
          {endpoints.map((one) => (
            <Row key={one.id}>
              <RowHead>
                <a className="link" href={`/staff/webhooks/${one.id}`}>
                  {one.name}
                </a>
                <span className="block max-w-[26rem] text-small [overflow-wrap:anywhere] text-muted">
                  {one.url}
                </span>
              </RowHead>
              <Td>
                <EndpointStateWord state={one.state} />
              </Td>
              <Td>
                {one.integrationName ?? "Every integration"}
                <span className="block text-small text-muted">
                  {one.kinds.length === webhookKinds.length
                    ? "everything"
                    : `${one.kinds.length} of ${webhookKinds.length} kinds`}
                </span>
              </Td>
              <Td>
                {one.deliveredAt ? (
                  <TimeText at={one.deliveredAt} now={at} timeZone={timeZone} />
                ) : (
                  "–"
                )}
              </Td>
              <Td>{one.waiting}</Td>
              <Td>
                {one.failed > 0 ? (
                  <a className="link" href={`/staff/webhooks/${one.id}?state=failed`}>
                    {one.failed}
                    <span className="sr-only"> messages to {one.name} were not delivered</span>
                  </a>
                ) : (
                  "0"
                )}
              </Td>
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}
