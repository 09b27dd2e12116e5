import type { ReactNode } from "react";
import { Table } from "@/components/ui/table";
import { QueueRows, type QueueRowsProps } from "./queue-rows";
import { TickBox } from "./tick-box";
import { TICK_ALL } from "./ticks";

type Sorted = "since" | "name" | "newest";

type QueueTableProps = QueueRowsProps & {
  caption: string;
  sort: Sorted;
  /** The address of the list in another order. */
  sortHrefs: Record<Sorted, string>;
};

/** The work queue's table. Firm and Since can be sorted by. */
export function QueueTable({ caption, sort, sortHrefs, ...rows }: QueueTableProps) {
  return (
    <Table
      caption={caption}
      minWidth="min-w-[60rem]"
      head={
        <>
          {rows.mayAct ? (
            <Head>
              <TickBox label="All firms on this page" {...{ [TICK_ALL]: "" }} />
            </Head>
          ) : null}
          <SortTh by="name" sort={sort} href={sortHrefs.name} direction="ascending">
            Firm
          </SortTh>
          <Head>Status and reason</Head>
          <SortTh by="since" sort={sort} href={sortHrefs.since} direction="ascending">
            Since
          </SortTh>
          <Head>Last proof</Head>
          <Head>Owner</Head>
          {rows.mayAct ? <Head className="text-right">Next</Head> : null}
        </>
      }
    >
      <QueueRows {...rows} />
    </Table>
  );
}

const look = "py-2 pr-4 align-bottom font-normal last:pr-0";

function Head({ children, className = "" }: { children: ReactNode; className?: string }) {
  return (
    <th scope="col" className={`${look} ${className}`}>
      {children}
    </th>
  );
}

type SortThProps = {
  by: Sorted;
  sort: Sorted;
  href: string;
  direction: "ascending" | "descending";
  children: ReactNode;
};

function SortTh({ by, sort, href, direction, children }: SortThProps) {
  const isSorted = by === sort;
  return (
    <th scope="col" aria-sort={isSorted ? direction : undefined} className={look}>
      <a
        href={href}
        className={`inline-flex min-h-6 items-center gap-1 hover:text-ink hover:underline ${isSorted ? "font-semibold text-ink" : ""}`}
      >
        {children}
        {isSorted ? <span aria-hidden>{direction === "ascending" ? "↑" : "↓"}</span> : null}
      </a>
    </th>
  );
}
