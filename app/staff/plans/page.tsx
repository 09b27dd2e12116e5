import type { Metadata } from "next";
import { AccessWord } from "@/components/staff/access-word";
import { HistoryTable } from "@/components/staff/history-table";
import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { DayText, TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listHistory } from "@/lib/events/queries";
import { listStaffPlans, type StaffPlanView } from "@/lib/plan/queries";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Plans" };

type Props = { searchParams: Promise<{ saved?: string | string[] }> };

export default async function PlansPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [plans, history, { timeZone }, at, { saved }] = await Promise.all([
    listStaffPlans(ctx),
    listHistory(ctx, { kinds: ["plans.changed"] }),
    currentAgency(),
    now(ctx),
    searchParams,
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const offered = plans.filter(({ isRetired }) => !isRetired);
  const retired = plans.filter(({ isRetired }) => isRetired);
  const table = { now: at, timeZone };
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-6">
        <PageHeading title="Clio’s plans" dense>
          <p>What firms choose from. Whether a plan lets integrations in decides their verdict.</p>
          {isAdmin ? null : <p>Only administrators can change this.</p>}
        </PageHeading>
        {isAdmin ? <LinkButton href="/staff/plans/new">Add a plan</LinkButton> : null}
      </div>
      {saved === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="Saved" isBrief />
        </div>
      ) : null}
      <PlansTable caption="Plans that firms can choose" plans={offered} {...table} />
      {retired.length > 0 ? (
        <div className="mt-10">
          <PlansTable caption="Retired plans" plans={retired} showCaption {...table} />
        </div>
      ) : null}
      <section className="mt-10 border-t border-line pt-5">
        <h2 className="heading mb-3 text-h3">Who changed what</h2>
        {history.events.length > 0 ? (
          <HistoryTable caption="Changes of the plans, newest first" {...history} {...table} />
        ) : (
          <p className="text-muted">
            Nobody has changed the plans yet: they are as they came with the portal.
          </p>
        )}
      </section>
    </>
  );
}

type PlansTableProps = {
  caption: string;
  showCaption?: boolean;
  plans: StaffPlanView[];
  now: Date;
  timeZone: string;
};

function PlansTable({ caption, showCaption, plans, now: at, timeZone }: PlansTableProps) {
  return (
    <Table
      caption={caption}
      showCaption={showCaption}
      minWidth="min-w-[52rem]"
      head={
        <>
          <Th>Plan</Th>
          <Th>Access for integrations</Th>
          <Th>Price</Th>
          <Th>Firms</Th>
          <Th>Known as of</Th>
          <Th>Last change</Th>
        </>
      }
    >
      {plans.map((plan) => (
        <Row key={plan.code}>
          <RowHead>
            <a className="link" href={`/staff/plans/${plan.code}`}>
              {plan.name}
            </a>
            {plan.formerNames ? (
              <span className="block text-small text-muted">formerly {plan.formerNames}</span>
            ) : null}
          </RowHead>
          <Td>
            <AccessWord access={plan.apiAccess} />
          </Td>
          <Td>{plan.price || "–"}</Td>
          <Td>
            {plan.firms}
            {plan.firms > plan.firmsThatFollow ? (
              <span className="block text-small text-muted">
                {plan.firms - plan.firmsThatFollow} confirmed by Clio
              </span>
            ) : null}
          </Td>
          <Td>
            <DayText day={plan.asOf} />
          </Td>
          <Td>
            {plan.updatedAt ? (
              <>
                {plan.updatedByName ?? "Somebody"},{" "}
                <TimeText at={plan.updatedAt} now={at} timeZone={timeZone} />
              </>
            ) : (
              "–"
            )}
          </Td>
        </Row>
      ))}
    </Table>
  );
}
