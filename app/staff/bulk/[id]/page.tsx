import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache, type ReactNode } from "react";
import { BulkItems, bulkStateWords } from "@/components/staff/bulk-items";
import { BulkProgress } from "@/components/staff/bulk-progress";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { toAppError } from "@/lib/errors";
import { listBulkItems, loadBulkRun } from "@/lib/staff/bulk-queries";
import { bulkStates, bulkSummary } from "@/lib/staff/bulk-rules";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Read once, for the title and for the page. */
const runOr404 = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return loadBulkRun(ctx, id).catch((thrown: unknown) => {
    if (toAppError(thrown).code === "not_found") notFound();
    throw thrown;
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await runOr404((await params).id)).title };
}

export default async function BulkPage({ params, searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const run = await runOr404(id);
  const state = bulkStates.find((one) => one === query.state);
  const after = typeof query.after === "string" ? Number(query.after) : 0;
  if (!Number.isSafeInteger(after) || after < 0 || after > run.total) notFound();
  const [{ items, next }, { timeZone }, at, flash] = await Promise.all([
    listBulkItems(ctx, { runId: id, state, after }),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const { counts, total, finishedAt } = run;
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const page = `/staff/bulk/${id}`;
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/bulk">
            Done to many firms
          </a>
        }
        title={run.title}
        dense
      >
        <p>
          Begun by {run.by}, <TimeText at={run.createdAt} now={at} timeZone={timeZone} />.{" "}
          {finishedAt ? (
            <>
              Ended <TimeText at={finishedAt} now={at} timeZone={timeZone} />.
            </>
          ) : (
            "You may leave this page: it goes on."
          )}
        </p>
      </PageHeading>
      <RefusedNotice message={flash.message} />
      <BulkProgress
        id={id}
        standing={{
          gone: total - counts.waiting,
          total,
          summary: bulkSummary(counts),
          isFinished: finishedAt !== null,
        }}
      />
      {counts.failed > 0 && finishedAt && mayAct ? (
        <ActionForm
          action={`/api/staff/bulk/${id}/retry`}
          nonce={newFormNonce()}
          className="mb-6 flex flex-wrap items-center gap-3"
        >
          <Button kind="secondary" dense>
            Try the failed ones again
          </Button>
          <span className="text-small text-muted">What is done is not done twice.</span>
        </ActionForm>
      ) : null}
      <nav aria-label="Results" className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-hint">
        <StateLink href={page} isCurrent={!state}>
          All {total}
        </StateLink>
        {bulkStates
          .filter((one) => counts[one] > 0)
          .map((one) => (
            <StateLink key={one} href={`${page}?state=${one}`} isCurrent={one === state}>
              {bulkStateWords[one]} {counts[one]}
            </StateLink>
          ))}
      </nav>
      <BulkItems items={items} />
      {next === null ? null : (
        <p className="mt-4">
          <a className="link" href={`${page}?${state ? `state=${state}&` : ""}after=${next}`}>
            More firms
          </a>
        </p>
      )}
    </>
  );
}

function StateLink(props: { href: string; isCurrent: boolean; children: ReactNode }) {
  const { href, isCurrent, children } = props;
  return (
    <a
      href={href}
      aria-current={isCurrent ? "page" : undefined}
      className={`inline-flex min-h-6 items-center ${isCurrent ? "font-semibold no-underline" : "link"}`}
    >
      {children}
    </a>
  );
}
