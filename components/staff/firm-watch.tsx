"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import type { FirmVersion } from "@/lib/staff/load-firm-version";

const ASK_AGAIN_MS = 5000;
const client = new QueryClient({ defaultOptions: { queries: { retry: 3, gcTime: 0 } } });

type Props = {
  firmId: string;
  /** The version that the page shows. */
  version: number;
};

/**
 * On the page of a firm: says when somebody else has changed the firm since. Nothing moves by itself,
 * for there may be words in a form; showing the change keeps them.
 */
export function FirmWatch(props: Props) {
  return (
    <QueryClientProvider client={client}>
      <Watch {...props} />
    </QueryClientProvider>
  );
}

async function ask(firmId: string): Promise<FirmVersion> {
  const response = await fetch(`/api/staff/firms/${encodeURIComponent(firmId)}/version`, {
    cache: "no-store",
  });
  if (!response.ok) throw new Error(`the firm answered ${response.status}`);
  return (await response.json()) as FirmVersion;
}

function Watch({ firmId, version }: Props) {
  const router = useRouter();
  const [isShowing, startShowing] = useTransition();
  // Asked while the page is in front, and when it comes back to the front.
  const { data } = useQuery({
    queryKey: ["firm-version", firmId],
    queryFn: () => ask(firmId),
    refetchInterval: ASK_AGAIN_MS,
  });
  const isNewer = data !== undefined && data.version > version;
  return (
    <div role="status" className="no-print empty:hidden">
      {isNewer ? (
        <p className="mb-6 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-base border border-line-strong px-4 py-2.5 text-hint">
          <span>{data.sentence} This page shows how it was before.</span>
          <button
            type="button"
            className="link min-h-6 font-semibold"
            disabled={isShowing}
            onClick={() => startShowing(() => router.refresh())}
          >
            Show it
          </button>
        </p>
      ) : null}
    </div>
  );
}
