import type { Metadata } from "next";
import { ChainStateNotice } from "@/components/staff/chain-state";
import { HistoryTable } from "@/components/staff/history-table";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { now } from "@/lib/context";
import { listActors, listHistory } from "@/lib/events/queries";
import { loadChainState } from "@/lib/events/verify-now";
import type { Parameters } from "@/lib/staff/queue-query";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";
import { HistoryFilterForm } from "./filter-form";
import {
  addressOf,
  filterOf,
  parametersOfHistory,
  readHistoryQuery,
} from "@/lib/staff/history-query";

export const metadata: Metadata = { title: "History" };

type Props = { searchParams: Promise<Parameters> };

export default async function HistoryPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const { query } = readHistoryQuery(await searchParams);
  const agency = await currentAgency();
  const { timeZone } = agency;
  const [{ events, older }, people, chain, at, flash] = await Promise.all([
    listHistory(ctx, filterOf(query, timeZone)),
    listActors(ctx, query.who),
    loadChainState(ctx),
    now(ctx),
    readFlash(),
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  return (
    <>
      <PageHeading title="History" dense>
        <p>Everything that happened. It can be added to, and never changed.</p>
      </PageHeading>
      <ChainStateNotice
        state={chain}
        mayVerify={isAdmin}
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        now={at}
        timeZone={timeZone}
      />
      <HistoryFilterForm query={query} people={people} />
      {events.length === 0 ? (
        <p>Nothing that fits has happened.</p>
      ) : (
        <HistoryTable
          caption="What happened, newest first"
          events={events}
          showFirm
          now={at}
          timeZone={timeZone}
        />
      )}
      <p className="no-print mt-4 flex flex-wrap items-center gap-6">
        {query.before === undefined ? null : (
          <a className="link" href={addressOf(query)}>
            Newest history
          </a>
        )}
        {older === null ? null : (
          <a className="link" href={addressOf(query, older)}>
            Older history
          </a>
        )}
        <LinkButton
          kind="secondary"
          dense
          href={`/api/staff/history.csv?${parametersOfHistory(query)}`}
        >
          Save as a file (CSV)
        </LinkButton>
      </p>
    </>
  );
}
