import type { Metadata } from "next";
import { PermissionBoxes } from "@/components/connection/permission-boxes";
import { ScopeResultText } from "@/components/connection/scope-result";
import { FormFields } from "@/components/onboarding/form-fields";
import { Instructions } from "@/components/onboarding/instructions";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { ApplicationState } from "@/components/staff/application-state";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { SecretField } from "@/components/ui/secret-field";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { loadAgencyApplication, type ProofView } from "@/lib/applications/agency-queries";
import type { PermissionBox } from "@/lib/applications/rules";
import { now } from "@/lib/context";
import type { ProofOutcome } from "@/lib/db/schema/applications";
import { toAppError } from "@/lib/errors";
import { regionHosts, resourceNames, resources } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { notFound } from "next/navigation";
import { cache } from "react";

type Props = { params: Promise<{ id: string }> };

/** Read once, for the title and for the page. */
const loadApplication = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return loadAgencyApplication(ctx, id).catch((thrown: unknown) => {
    if (toAppError(thrown).code === "not_found") notFound();
    throw thrown;
  });
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { integrationName, region } = await loadApplication((await params).id);
  return { title: `${integrationName} at ${regionHosts[region]}` };
}

const endings: Record<ProofOutcome, { kind: "ok" | "bad" | "info" | "wait"; title: string }> = {
  proven: { kind: "ok", title: "Every box works" },
  missing: { kind: "bad", title: "A box is missing: tick it in Clio, then prove it again" },
  declined: { kind: "info", title: "You chose not to allow access" },
  expired: { kind: "info", title: "This took too long or was already used" },
  keys_refused: { kind: "bad", title: "Clio did not accept the keys, or the redirect URI differs" },
  failed: { kind: "wait", title: "Clio did not answer, or not completely: try again" },
};

export default async function ApplicationPage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const [application, { timeZone }, at, flash] = await Promise.all([
    loadApplication(id),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const { keysStoredAt, keysStoredByName, clientIdEnd, lastProof, permissions, draft } =
    application;
  return (
    <>
      <PageHeading
        eyebrow={regionHosts[application.region]}
        title={application.integrationName}
        dense
      >
        <p>
          <ApplicationState application={application} />
        </p>
      </PageHeading>
      {lastProof?.outcome ? <LastProof proof={lastProof} permissions={permissions} /> : null}
      <Instructions
        steps={[
          {
            title: "Register it in Clio",
            content: (
              <>
                <p>
                  <OutsideLink href={application.developerPortalUrl}>
                    Open Clio’s developer portal
                  </OutsideLink>{" "}
                  with our developer account, and fill in these values.
                </p>
                <FormFields fields={application.copyFields} />
                {draft ? (
                  <p>
                    Version {draft.version} of the permissions is being{" "}
                    <a className="link" href={`/staff/integrations/${application.integrationId}`}>
                      drafted
                    </a>
                    : tick its boxes, too, then prove the application again. What a version takes
                    away is unticked after it is published.
                  </p>
                ) : null}
                <PermissionBoxes
                  caption="Permissions to tick in Clio’s form"
                  boxes={permissions}
                  added={new Set(draft?.added)}
                />
              </>
            ),
          },
          {
            title: "Enter its keys",
            content: (
              <>
                {keysStoredAt ? (
                  <p>
                    Stored <TimeText at={keysStoredAt} now={at} timeZone={timeZone} />
                    {keysStoredByName ? ` by ${keysStoredByName}` : null}. The client ID ends with{" "}
                    <code className="font-mono text-hint">{clientIdEnd}</code>. A new secret needs
                    no new proof. Another client ID becomes an application of its own here: firms
                    stay with this one until it is proven and they connect again.
                  </p>
                ) : null}
                {mayAct ? (
                  <ActionForm
                    action={`/api/staff/applications/${id}/keys`}
                    problem={problemOf(flash)}
                    busyText="Asking Clio about the keys."
                    className="space-y-4"
                  >
                    <Field
                      name="client_id"
                      label="Client ID"
                      hint="Clio calls it App Key."
                      autoComplete="off"
                      defaultValue={flash.values?.client_id}
                      exact
                    />
                    <SecretField
                      name="client_secret"
                      label="Client secret"
                      hint="Clio calls it App Secret."
                    />
                    <Button kind={keysStoredAt ? "secondary" : "primary"} dense>
                      Store the keys
                    </Button>
                  </ActionForm>
                ) : null}
              </>
            ),
          },
          {
            title: "Prove it with a test account",
            content: (
              <>
                <p>
                  Authorize it with an account of ours that is not a firm’s. Every box is tried, and
                  the access is ended again.
                </p>
                {mayAct && keysStoredAt ? (
                  <ActionForm
                    action={`/api/staff/applications/${id}/prove`}
                    busyText="On the way to Clio."
                  >
                    <Button kind={application.verifiedAt ? "secondary" : "primary"} dense>
                      Prove it in Clio
                    </Button>
                  </ActionForm>
                ) : null}
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function LastProof({ proof, permissions }: { proof: ProofView; permissions: PermissionBox[] }) {
  if (!proof.outcome) return null;
  const tried = Object.keys(proof.results).length > 0;
  const surplus = resources
    .filter((one) => proof.results[one] && permissions.every(({ resource }) => resource !== one))
    .map((one) => resourceNames[one]);
  return (
    <div className="mb-8">
      <Notice {...endings[proof.outcome]} level={2}>
        {tried ? (
          <Table
            caption="What each box gave"
            head={
              <>
                <Th>Permission</Th>
                <Th>Result</Th>
              </>
            }
          >
            {permissions.map(({ resource, label }) => (
              <Row key={resource}>
                <RowHead>{label}</RowHead>
                <Td>
                  <ScopeResultText result={proof.results[resource] ?? "not_tested"} />
                </Td>
              </Row>
            ))}
          </Table>
        ) : null}
        {surplus.length > 0 ? (
          <p className="font-semibold">
            More is ticked than this integration needs: {surplus.join(", ")}. Untick it in Clio, so
            that firms are not asked for too much.
          </p>
        ) : null}
      </Notice>
    </div>
  );
}
