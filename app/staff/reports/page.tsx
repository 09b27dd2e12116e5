import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ConnectTimes } from "@/components/staff/connect-times";
import { FunnelPicture } from "@/components/staff/funnel-picture";
import { ReportsNav } from "@/components/staff/sub-nav";
import { checkLooks, refreshLooks, statusLooks } from "@/components/staff/report-looks";
import { SmallMultiples } from "@/components/staff/small-multiples";
import { PageHeading } from "@/components/ui/page-heading";
import { now, type Context } from "@/lib/context";
import { loadFunnel } from "@/lib/staff/funnel";
import { loadActivity, loadHealth, reportDays } from "@/lib/staff/load-reports";
import type { Parameters } from "@/lib/staff/queue-query";
import { readReportQuery, reportRanges, type ReportRange } from "@/lib/staff/report-query";
import { durationWords, hasNumbers } from "@/lib/staff/report-rules";
import { addDays, dayOf, startOfDay } from "@/lib/settings/rules";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Reports" };

type Props = { searchParams: Promise<Parameters> };
type Section = { ctx: Context; today: string; timeZone: string };

const rangeNames: Record<ReportRange, string> = {
  "30": "last 30 days",
  "90": "last 90 days",
  "365": "last year",
  all: "all of them",
};

export default async function ReportsPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [{ query }, { timeZone }, at] = await Promise.all([
    searchParams.then(readReportQuery),
    currentAgency(),
    now(ctx),
  ]);
  const today = dayOf(at, timeZone);
  const section = { ctx, today, timeZone };
  return (
    <>
      <PageHeading title="Reports" dense>
        <p>How far firms come, how their connections are, and how long it takes.</p>
      </PageHeading>
      <ReportsNav current="pictures" />
      <div className="space-y-12">
        <Part title="From the invitation to live">
          <p className="mb-3 flex flex-wrap gap-x-4 text-hint">
            Firms invited in:
            {reportRanges.map((range) =>
              range === query.range ? (
                <span key={range} aria-current="true" className="font-semibold">
                  {rangeNames[range]}
                </span>
              ) : (
                <a key={range} className="link" href={`/staff/reports?range=${range}`}>
                  {rangeNames[range]}
                </a>
              ),
            )}
          </p>
          <FunnelSection {...section} range={query.range} />
        </Part>
        <Part title="Connections over the last 30 days">
          <HealthSection {...section} />
        </Part>
        <ActivitySections {...section} />
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="heading mb-3 text-h3">{title}</h2>
      {children}
    </section>
  );
}

async function FunnelSection({ ctx, today, timeZone, range }: Section & { range: ReportRange }) {
  const since = range === "all" ? null : startOfDay(addDays(today, -Number(range)), timeZone);
  const { stages, connect } = await loadFunnel(ctx, { since });
  if (stages[0]?.firms === 0) {
    return <p className="text-muted">No firm was invited in this time.</p>;
  }
  return (
    <>
      <FunnelPicture stages={stages} />
      <h3 className="mt-8 mb-1 font-semibold">Time to connect</h3>
      {connect.connected === 0 || connect.medianDays === null ? (
        <p className="text-muted">None of these firms is connected yet.</p>
      ) : (
        <>
          <p className="mb-2 text-hint">
            Half of the firms that connected did so within {durationWords(connect.medianDays)} of
            their invitation.
          </p>
          <ConnectTimes times={connect} />
        </>
      )}
    </>
  );
}

async function HealthSection({ ctx, today, timeZone }: Section) {
  const series = await loadHealth(ctx, { today, timeZone });
  if (!hasNumbers(series)) {
    return <p className="text-muted">Nothing was counted yet. The portal counts once an hour.</p>;
  }
  return (
    <SmallMultiples
      caption="Connections by status on each day"
      days={reportDays(today)}
      series={series}
      looks={statusLooks}
      shows="newest"
    />
  );
}

async function ActivitySections({ ctx, today, timeZone }: Section) {
  const { refresh, check } = await loadActivity(ctx, { today, timeZone });
  const days = reportDays(today);
  const nothing = (
    <p className="text-muted">Nothing was counted yet. The portal counts every ten minutes.</p>
  );
  return (
    <>
      <Part title="How renewals of access ended">
        {hasNumbers(refresh) ? (
          <SmallMultiples
            caption="Renewals of access by their outcome on each day"
            days={days}
            series={refresh}
            looks={refreshLooks}
            shows="sum"
          />
        ) : (
          nothing
        )}
      </Part>
      <Part title="How checks of permissions ended">
        {hasNumbers(check) ? (
          <SmallMultiples
            caption="Checks of permissions by their outcome on each day"
            days={days}
            series={check}
            looks={checkLooks}
            shows="sum"
          />
        ) : (
          nothing
        )}
      </Part>
    </>
  );
}
