import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { WebhookControls } from "@/components/staff/webhook-controls";
import { WebhookLog, WebhookLogFilter } from "@/components/staff/webhook-log";
import { EndpointStateWord } from "@/components/staff/webhook-state";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { CopyField } from "@/components/ui/copy-field";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { deliveriesAddress, readDeliveriesQuery } from "@/lib/staff/deliveries-query";
import type { Parameters } from "@/lib/staff/queue-query";
import { webhookKinds } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { listDeliveries, loadEndpoint } from "@/lib/webhooks/queries";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Parameters> };

/** Read once, for the title and for the page. */
const loadWebhook = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return (await loadEndpoint(ctx, id)) ?? notFound();
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadWebhook((await params).id)).name };
}

export default async function WebhookPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const endpoint = await loadWebhook((await params).id);
  const { query } = readDeliveriesQuery(await searchParams);
  const { id, name, url, kinds, state } = endpoint;
  const [{ deliveries, next }, { timeZone }, at, flash] = await Promise.all([
    listDeliveries(ctx, { endpointId: id, ...query }),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const role = ctx.actor.kind === "staff" ? ctx.actor.role : "viewer";
  const mayAct = role !== "viewer" && state !== "removed";
  const page = `/staff/webhooks/${id}`;
  const time = (instant: Date) => <TimeText at={instant} now={at} timeZone={timeZone} />;
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/webhooks">
            Webhooks
          </a>
        }
        title={name}
        dense
      />
      {flash.shownOnce ? (
        <div className="mb-8">
          <Notice kind="warn" title="Keep this signing secret">
            <p>
              Give it to the receiver, which verifies every message with it. We show it this one
              time.
            </p>
            <dl>
              <CopyField label="Secret" value={flash.shownOnce} />
            </dl>
          </Notice>
        </div>
      ) : null}
      <RefusedNotice message={flash.message} />
      {flash.done ? (
        <div className="mb-6">
          <Notice kind="info" title={flash.done} isBrief />
        </div>
      ) : null}
      <DefinitionGrid
        facts={[
          { term: "Address", value: <span className="font-mono text-hint">{url}</span> },
          {
            term: "State",
            value: (
              <>
                <EndpointStateWord state={state} />
                {endpoint.disabledAt ? (
                  <span className="block text-small text-muted">
                    since {time(endpoint.disabledAt)}
                  </span>
                ) : null}
              </>
            ),
          },
          { term: "Integration", value: endpoint.integrationName ?? "Every integration" },
          {
            term: "Is told",
            value: kinds.length === webhookKinds.length ? "Everything" : kinds.join(", "),
          },
          {
            term: "Last delivered",
            value: endpoint.deliveredAt
              ? time(endpoint.deliveredAt)
              : "Nothing in the last 30 days",
          },
          {
            term: "Added",
            value: (
              <>
                {endpoint.createdByName ?? "Somebody"}, {time(endpoint.createdAt)}
              </>
            ),
          },
        ]}
      />
      {mayAct ? (
        <section className="mt-8">
          <h2 className="sr-only">What you can do</h2>
          <WebhookControls
            endpoint={endpoint}
            isAdmin={role === "admin"}
            now={at}
            timeZone={timeZone}
          />
        </section>
      ) : null}
      <section className="mt-10 border-t border-line pt-5">
        <h2 className="heading mb-3 text-h3">What was sent</h2>
        <WebhookLogFilter page={page} query={query} />
        {deliveries.length === 0 ? (
          <p className="text-muted">There is nothing that fits.</p>
        ) : (
          <WebhookLog
            deliveries={deliveries}
            resendAction={mayAct ? `/api${page}/resend` : null}
            now={at}
            timeZone={timeZone}
          />
        )}
        <p className="no-print mt-4 flex flex-wrap items-center gap-6">
          {query.before ? (
            <a className="link" href={deliveriesAddress(id, { state: query.state })}>
              Newest messages
            </a>
          ) : null}
          {next ? (
            <a className="link" href={deliveriesAddress(id, { ...query, before: next })}>
              Older messages
            </a>
          ) : null}
        </p>
      </section>
    </>
  );
}
