import type { Metadata } from "next";
import { ApplicationState } from "@/components/staff/application-state";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { listAgencyApplications } from "@/lib/applications/agency-queries";
import { now } from "@/lib/context";
import { listIntegrations } from "@/lib/integrations/queries";
import { regionHosts, regions } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Applications" };

export default async function ApplicationsPage() {
  const { ctx } = await requireStaffPage();
  const [applications, integrations, { timeZone }, at, flash] = await Promise.all([
    listAgencyApplications(ctx),
    listIntegrations(ctx),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  return (
    <>
      <PageHeading title="Our applications at Clio" dense>
        <p>
          One for each integration and region. Once a test account has proven it, firms of that
          integration and region connect with it.
        </p>
      </PageHeading>
      {applications.length > 0 ? (
        <Table
          caption="Our applications"
          minWidth="min-w-[40rem]"
          head={
            <>
              <Th>Integration</Th>
              <Th>Region</Th>
              <Th>State</Th>
              <Th>Proven</Th>
            </>
          }
        >
          {applications.map((application) => (
            <Row key={application.id}>
              <RowHead>
                <a className="link" href={`/staff/applications/${application.id}`}>
                  {application.integrationName}
                </a>
              </RowHead>
              <Td>{regionHosts[application.region]}</Td>
              <Td>
                <ApplicationState application={application} />
              </Td>
              <Td>
                {application.verifiedAt ? (
                  <TimeText at={application.verifiedAt} now={at} timeZone={timeZone} />
                ) : (
                  "–"
                )}
              </Td>
            </Row>
          ))}
        </Table>
      ) : (
        <p className="text-muted">There is none yet.</p>
      )}
      {mayAct && integrations.length > 0 ? (
        <ActionForm
          action="/api/staff/applications"
          problem={problemOf(flash)}
          className="mt-10 max-w-[40rem] space-y-4 border-t border-line pt-5"
        >
          <h2 className="heading text-h3">Enter an application</h2>
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
