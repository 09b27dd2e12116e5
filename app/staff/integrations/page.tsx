import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { listIntegrations, loadIntegration } from "@/lib/integrations/queries";
import { resourceNames } from "@/lib/vocabulary";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Integrations" };

export default async function IntegrationsPage() {
  const { ctx } = await requireStaffPage();
  const listed = await listIntegrations(ctx);
  const integrations = await Promise.all(listed.map(({ id }) => loadIntegration(ctx, id)));
  return (
    <>
      <PageHeading title="Integrations" dense>
        {integrations.length === 0 ? (
          <p>There is none yet. A firm is set up for one, so create it first.</p>
        ) : null}
      </PageHeading>
      {ctx.actor.kind === "staff" && ctx.actor.role === "admin" ? (
        <p className="mb-6">
          <LinkButton href="/staff/integrations/new" dense>
            New integration
          </LinkButton>
        </p>
      ) : null}
      {integrations.map(({ id, name, summary, scopeSet }) => (
        <section key={id} className="mb-10">
          <h2 className="heading text-h2">{name}</h2>
          <p className="mb-3 text-muted">{summary}</p>
          <Table
            caption={`Permissions of ${name}, version ${scopeSet.version}`}
            minWidth="min-w-[40rem]"
            head={
              <>
                <Th>Permission</Th>
                <Th>Access</Th>
                <Th>Needed</Th>
                <Th>What it is for</Th>
              </>
            }
          >
            {scopeSet.scopes.map(({ resource, access, required, purpose }) => (
              <Row key={`${resource} ${access}`}>
                <RowHead>{resourceNames[resource]}</RowHead>
                <Td>{access}</Td>
                <Td>{required ? "Required" : "Optional"}</Td>
                <Td>{purpose}</Td>
              </Row>
            ))}
          </Table>
        </section>
      ))}
    </>
  );
}
