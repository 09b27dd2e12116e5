import type { Metadata } from "next";
import { ScopeTable } from "@/components/staff/scope-table";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { listIntegrations, loadIntegration } from "@/lib/integrations/queries";
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
      {integrations.map(({ id, name, summary, versions: [current], draft }) => (
        <section key={id} className="mb-10">
          <h2 className="heading text-h2">
            <a className="link" href={`/staff/integrations/${id}`}>
              {name}
            </a>
          </h2>
          <p className="mb-3 text-muted">
            {summary} Version {current.version}
            {draft ? `; version ${draft.version} is being drafted` : null}.
          </p>
          <ScopeTable
            caption={`Permissions of ${name}, version ${current.version}`}
            scopes={current.scopes}
          />
        </section>
      ))}
    </>
  );
}
