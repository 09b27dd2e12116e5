import type { Metadata } from "next";
import { ApplicationsFilter } from "@/components/staff/applications-filter";
import { ApplicationsTable } from "@/components/staff/applications-table";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { now } from "@/lib/context";
import { listIntegrations } from "@/lib/integrations/queries";
import { applicationsAddress, readApplicationsQuery } from "@/lib/staff/applications-query";
import { listApplications } from "@/lib/staff/list-applications";
import type { Parameters } from "@/lib/staff/queue-query";
import { regionHosts, regions } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Applications" };

type Props = { searchParams: Promise<Parameters> };

export default async function ApplicationsPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const { query } = readApplicationsQuery(await searchParams);
  const [{ applications, next }, integrations, { timeZone }, at, flash] = await Promise.all([
    listApplications(ctx, query),
    listIntegrations(ctx),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  return (
    <>
      <PageHeading title="Applications at Clio" dense>
        <p>
          Ours, one for each integration and region: once a test account has proven it, firms of
          that integration and region connect with it. And those that firms registered themselves.
        </p>
      </PageHeading>
      <ApplicationsFilter query={query} />
      {applications.length > 0 ? (
        <ApplicationsTable applications={applications} now={at} timeZone={timeZone} />
      ) : (
        <p className="text-muted">There is none that fits.</p>
      )}
      {next ? (
        <p className="mt-4">
          <a className="link" href={applicationsAddress(query, next)}>
            Older applications
          </a>
        </p>
      ) : null}
      {mayAct && integrations.length > 0 ? (
        <ActionForm
          action="/api/staff/applications"
          problem={problemOf(flash)}
          className="mt-10 max-w-[40rem] space-y-4 border-t border-line pt-5"
        >
          <h2 className="heading text-h3">Enter an application of ours</h2>
          <SelectField
            name="integration"
            label="Integration"
            options={integrations.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <SelectField
            name="region"
            label="Region"
            options={regions.map((region) => ({ value: region, label: regionHosts[region] }))}
          />
          <Button dense>Go on</Button>
        </ActionForm>
      ) : null}
    </>
  );
}
