import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { HeldMails } from "@/components/staff/held-mails";
import { QueueBulk } from "@/components/staff/queue-bulk";
import { QueueFilters } from "@/components/staff/queue-filters";
import { shownOf } from "@/components/staff/queue-live/changes";
import { QueueLive } from "@/components/staff/queue-live/queue-live";
import { QueueSearch } from "@/components/staff/queue-search";
import { QueueTable } from "@/components/staff/queue-table";
import { countText, QueueTabs } from "@/components/staff/queue-tabs";
import { emptyTabs, tabNames } from "@/components/staff/queue-words";
import { SavedViews } from "@/components/staff/saved-views";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { dayOf } from "@/lib/settings/rules";
import { listOwners } from "@/lib/staff/list-owners";
import { listQueue } from "@/lib/staff/list-queue";
import { loadHeldMails } from "@/lib/staff/load-held-mails";
import { loadQueueChoices } from "@/lib/staff/queue-choices";
import {
  emptyQuery,
  isFiltered,
  parseQueueQuery,
  queueHref,
  queueSorts,
  writeQueueQuery,
  type Parameters,
} from "@/lib/staff/queue-query";
import { queueTabs } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Work queue" };

export default async function QueuePage({ searchParams }: { searchParams: Promise<Parameters> }) {
  const { ctx } = await requireStaffPage();
  const { query: asked } = parseQueueQuery(await searchParams);
  // proxy.ts has answered a query that cannot be read already.
  if (!asked) redirect("/staff");
  const [page, choices, owners, held, flash, { timeZone }] = await Promise.all([
    listQueue(ctx, asked),
    loadQueueChoices(ctx),
    listOwners(ctx),
    loadHeldMails(ctx),
    readFlash(),
    currentAgency(),
  ]);
  const { query, rows, counts, next } = page;
  const at = new Date(page.at);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const hrefs = Object.fromEntries(
    ([...queueTabs, "all"] as const).map((tab) => [tab, queueHref(query, { tab })]),
  ) as Record<keyof typeof counts, string>;
  const sortHrefs = Object.fromEntries(
    queueSorts.map((sort) => [sort, queueHref(query, { sort })]),
  ) as Record<(typeof queueSorts)[number], string>;
  const isNarrow = isFiltered(query);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6">
        <PageHeading title="Work queue" dense />
        <div className="mb-5 flex w-full flex-wrap items-center gap-3 wide:w-auto wide:flex-nowrap">
          <QueueSearch q={query.q} />
          {mayAct ? (
            <>
              <LinkButton href="/staff/firms/new" dense>
                New firm
              </LinkButton>
              <LinkButton href="/staff/firms/import" kind="secondary" dense>
                Import
              </LinkButton>
            </>
          ) : null}
        </div>
      </div>
      {flash.done || flash.message ? (
        <div className="mb-5" role="status">
          <Notice
            kind={flash.done ? "ok" : "info"}
            title={flash.done ?? "That did not work"}
            isBrief
          >
            {flash.message ? <p>{flash.message}</p> : null}
          </Notice>
        </div>
      ) : null}
      <HeldMails held={held} mayAct={mayAct} now={at} timeZone={timeZone} />
      <QueueTabs current={query.tab} counts={counts} hrefs={hrefs} />
      <div className="mt-4 mb-3 space-y-2">
        <QueueFilters
          query={query}
          choices={choices}
          clearHref={isNarrow ? queueHref({ ...emptyQuery, tab: query.tab }) : null}
        />
        <SavedViews
          views={choices.views}
          query={writeQueueQuery({ ...query, after: null })}
          mayAct={mayAct}
        />
      </div>
      {rows.length === 0 ? (
        <p className="border-t border-line-strong py-6 text-muted">
          {isNarrow ? "No firm fits this filter here." : emptyTabs[query.tab]}
        </p>
      ) : (
        <QueueTable
          caption={`${tabNames[query.tab]}: ${countText(counts[query.tab])}`}
          sort={query.sort}
          sortHrefs={sortHrefs}
          rows={rows}
          mayAct={mayAct}
          back={queueHref(query, { after: query.after })}
          at={page.at}
          timeZone={timeZone}
          today={dayOf(at, timeZone)}
        />
      )}
      <QueueLive
        query={writeQueueQuery(query)}
        shown={shownOf(page)}
        label={`${tabNames[query.tab]}: ${countText(counts[query.tab])}`}
      />
      {mayAct && rows.length > 0 ? (
        <QueueBulk
          query={writeQueueQuery({ ...query, after: null })}
          matching={next || query.after ? countText(counts[query.tab]) : null}
          owners={owners}
          today={dayOf(at, timeZone)}
          nonce={newFormNonce()}
        />
      ) : null}
      <p className="mt-4 flex flex-wrap gap-x-6 text-hint">
        {query.after ? (
          <a className="link" href={queueHref(query)}>
            Back to the beginning
          </a>
        ) : null}
        {next ? (
          <a className="link" href={`/staff?${next}`}>
            More firms
          </a>
        ) : null}
        {rows.length > 0 ? (
          <a
            className="link"
            href={`/api/staff/queue.csv?${writeQueueQuery({ ...query, after: null })}`}
            download
          >
            Export as CSV
          </a>
        ) : null}
        {query.sort === "newest" ? null : (
          <a className="link" href={sortHrefs.newest}>
            Newest first
          </a>
        )}
      </p>
    </>
  );
}
