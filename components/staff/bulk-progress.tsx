"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** What `GET /api/staff/bulk/[id]` says. */
export type BulkStanding = {
  /** Firms that it has come by, whatever came of it. */
  gone: number;
  total: number;
  summary: string;
  isFinished: boolean;
};

const ASK_AGAIN_MS = 1000;
const client = new QueryClient({ defaultOptions: { queries: { retry: 3, gcTime: 0 } } });

/** How far a run is; while it goes on, the bar and its words follow, and the rows at its end. */
export function BulkProgress(props: { id: string; standing: BulkStanding }) {
  return (
    <QueryClientProvider client={client}>
      <Progress {...props} />
    </QueryClientProvider>
  );
}

async function ask(id: string): Promise<BulkStanding> {
  const response = await fetch(`/api/staff/bulk/${encodeURIComponent(id)}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`the run answered ${response.status}`);
  return (await response.json()) as BulkStanding;
}

function Progress({ id, standing }: { id: string; standing: BulkStanding }) {
  const router = useRouter();
  const { data } = useQuery({
    queryKey: ["bulk", id],
    queryFn: () => ask(id),
    enabled: !standing.isFinished,
    refetchInterval: ({ state }) => (state.data?.isFinished ? false : ASK_AGAIN_MS),
  });
  const shown = standing.isFinished || !data ? standing : data;
  const hasEnded = !standing.isFinished && data?.isFinished === true;
  useEffect(() => {
    // The rows and the buttons are the server's to say.
    if (hasEnded) router.refresh();
  }, [hasEnded, router]);
  return (
    <div className="mb-6 flex flex-col gap-x-4 gap-y-2 wide:flex-row wide:items-center">
      <progress
        className="bar w-full wide:w-[280px]"
        value={shown.gone}
        max={shown.total}
        aria-label="Firms that this has come by"
      />
      <p role="status" className="text-hint text-muted">
        <strong className="font-semibold text-ink">
          {shown.gone} of {shown.total}
        </strong>{" "}
        · {shown.summary}
      </p>
    </div>
  );
}
