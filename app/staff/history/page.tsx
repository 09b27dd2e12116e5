import type { Metadata } from "next";
import { HistoryTable } from "@/components/staff/history-table";
import { PageHeading } from "@/components/ui/page-heading";
import { now } from "@/lib/context";
import { listHistory } from "@/lib/events/queries";
import { readBefore } from "@/lib/events/rules";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";
import { HistoryFilterForm } from "./filter-form";
import { addressOf, readFilter } from "./read-filter";

export const metadata: Metadata = { title: "History" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function HistoryPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const parameters = await searchParams;
  const filter = readFilter(parameters);
  const before = readBefore(parameters.before);
  const [{ events, older }, at, agency] = await Promise.all([
    listHistory(ctx, { ...filter, before }),
    now(ctx),
    currentAgency(),
  ]);
  return (
    <>
      <PageHeading title="History" dense>
        <p>Everything that happened. It can be added to, and never changed.</p>
      </PageHeading>
      <HistoryFilterForm filter={filter} />
      {events.length === 0 ? (
        <p>Nothing that fits has happened.</p>
      ) : (
        <HistoryTable
          caption="What happened, newest first"
          events={events}
          showFirm
          now={at}
          timeZone={agency.timeZone}
        />
      )}
      <p className="mt-4 flex gap-6">
        {before === undefined ? null : (
          <a className="link" href={addressOf(filter)}>
            Newest history
          </a>
        )}
        {older === null ? null : (
          <a className="link" href={addressOf(filter, older)}>
            Older history
          </a>
        )}
      </p>
    </>
  );
}
