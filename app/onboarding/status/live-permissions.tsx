"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, type ReactNode } from "react";
import { WhereToFix } from "@/components/connection/where-to-fix";
import { ScopeResultText } from "@/components/connection/scope-result";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { ScopeResult } from "@/lib/vocabulary";

/** One permission as the server knew it when the page was made. */
export type PermissionRow = {
  resource: string;
  access: string;
  label: string;
  purpose: string;
  /** What does not happen without it. */
  impact: string;
  required: boolean;
  result: ScopeResult;
  /** It was added after the connection was authorized. */
  isToAllow: boolean;
  /** When Clio last gave a definite answer, where that is not the last proof of life. */
  checked: ReactNode;
};

type Props = {
  rows: PermissionRow[];
  /** What is at work on the server, if anything. */
  waitsFor: "permissions" | "account" | null;
  /** When Clio last gave a definite answer on any of them. */
  triedAt: ReactNode;
  /** The Clio user who connected. */
  userName: string | null;
  /** Where the firm mends its own application; null when the application is the agency's. */
  developerPortalUrl: string | null;
  agencyName: string;
};

/** What `GET /api/connection` says of a run that is at work. */
type Progress = {
  is_checking: boolean;
  scopes: { resource: string; access: string; result: ScopeResult }[];
};

const ASK_AGAIN_MS = 1000;
/** A minute without news: Clio may be away for long. */
const ASK_LATER_AFTER = 60;
const ASK_LATER_MS = 10_000;
const client = new QueryClient({ defaultOptions: { queries: { retry: 3, gcTime: 0 } } });

/** The permissions; while the server is at work each row ticks off by itself, and then the page follows. */
export function LivePermissions(props: Props) {
  return (
    <QueryClientProvider client={client}>
      <Permissions {...props} />
    </QueryClientProvider>
  );
}

async function askProgress(): Promise<Progress> {
  const response = await fetch("/api/connection", { cache: "no-store" });
  if (!response.ok) throw new Error(`the status answered ${response.status}`);
  return (await response.json()) as Progress;
}

function Permissions({ rows, waitsFor, triedAt, ...where }: Props) {
  const isAtWork = waitsFor !== null;
  const router = useRouter();
  const { data } = useQuery({
    queryKey: ["connection"],
    queryFn: askProgress,
    enabled: isAtWork,
    refetchInterval: ({ state }) => {
      if (state.data?.is_checking === false) return false;
      return state.dataUpdateCount < ASK_LATER_AFTER ? ASK_AGAIN_MS : ASK_LATER_MS;
    },
  });
  const hasEnded = isAtWork && data?.is_checking === false;
  useEffect(() => {
    // Status, endings and buttons are the server's to say.
    if (hasEnded) router.refresh();
  }, [hasEnded, router]);
  const shown = rows.map((row) => {
    const live = data?.scopes.find(
      ({ resource, access }) => resource === row.resource && access === row.access,
    );
    return isAtWork && live ? { ...row, result: live.result } : row;
  });
  const tested = shown.filter(({ result }) => result !== "not_tested").length;
  return (
    <>
      {/* One line in any case, so that nothing moves when the work is done. */}
      <p role="status" className="mb-3 min-h-[1.5625rem] text-hint text-muted">
        {waitsFor === "permissions"
          ? `Trying each permission: ${tested} of ${shown.length} done`
          : null}
        {waitsFor === "account" ? "Asking Clio which account this is" : null}
        {isAtWork || !triedAt ? null : <>Last tried {triedAt}</>}
      </p>
      {isAtWork ? (
        <noscript>
          <p className="mb-3 text-hint text-muted">
            Reload this page in a moment to see the result.
          </p>
        </noscript>
      ) : null}
      <Table
        caption="Permissions"
        showCaption
        head={
          <>
            <Th>Permission</Th>
            <Th className="max-wide:hidden">Needed</Th>
            <Th>Result</Th>
          </>
        }
      >
        {shown.map((row) => (
          <Row key={`${row.resource} ${row.access}`}>
            <RowHead>
              <strong className="font-semibold">{row.label}</strong>
              {row.required ? null : (
                <span className="text-hint text-muted wide:hidden"> · optional</span>
              )}
              <span className="block text-small font-normal text-muted">{row.purpose}</span>
            </RowHead>
            <Td className="max-wide:hidden">{row.required ? "Required" : "Optional"}</Td>
            <Td>
              <ScopeResultText result={row.result} isToAllow={row.isToAllow} />
              <WhereToFix row={row} {...where} />
            </Td>
          </Row>
        ))}
      </Table>
    </>
  );
}
