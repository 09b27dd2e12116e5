"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { QueuePageView } from "@/lib/staff/queue-views";
import { changeWords, shownOf, type Shown } from "./changes";
import { useSoftAddress } from "./soft-address";

const ASK_AGAIN_MS = 5000;
const client = new QueryClient({ defaultOptions: { queries: { retry: 1, gcTime: 0 } } });

type Props = {
  /** The page's own query, with its tab. */
  query: string;
  /** What the page shows. */
  shown: Shown;
  /** The list and its number in words, said when another one was asked for. */
  label: string;
};

/**
 * Keeps the open queue as it is in the database: looks every five seconds while the page is in front,
 * draws it anew in place when something changed, and says what. Focus, ticks and the place on the page
 * stay, for the rows keep their elements.
 */
export function QueueLive(props: Props) {
  return (
    <QueryClientProvider client={client}>
      <Live {...props} />
    </QueryClientProvider>
  );
}

async function ask(query: string): Promise<Shown> {
  const response = await fetch(`/api/staff/queue?${query}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`the queue answered ${response.status}`);
  return shownOf((await response.json()) as QueuePageView);
}

function Live({ query, shown, label }: Props) {
  const router = useRouter();
  useSoftAddress(query);
  const drawn = useRef(shown.digest);
  useEffect(() => {
    drawn.current = shown.digest;
  }, [shown.digest]);
  useQuery({
    queryKey: ["queue", query],
    async queryFn() {
      const { digest } = await ask(query);
      if (digest !== drawn.current) router.refresh();
      return digest;
    },
    refetchInterval: ASK_AGAIN_MS,
  });
  const words = useWhatChanged({ query, shown, label });
  return (
    <p role="status" className="sr-only" data-query={query}>
      {words}
    </p>
  );
}

/** Said when the page itself has changed, so that what is heard can be seen. */
function useWhatChanged({ query, shown, label }: Props): string | null {
  const before = useRef({ query, shown });
  const [words, setWords] = useState<string | null>(null);
  useEffect(() => {
    const last = before.current;
    before.current = { query, shown };
    if (last.query !== query) setWords(label);
    else if (last.shown.digest !== shown.digest) setWords(changeWords(last.shown, shown));
  }, [query, shown, label]);
  return words;
}
