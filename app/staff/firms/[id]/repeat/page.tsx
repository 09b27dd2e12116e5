import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { routeNames } from "@/components/staff/route-names";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { listMembers } from "@/lib/identity/queries";
import { listIntegrations } from "@/lib/integrations/queries";
import { loadFirmCard } from "@/lib/staff/load-firm-page";
import { regionHosts, regions } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";
import { loadFirmOr404 } from "../../load-or-404";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Repeat ${(await loadFirmOr404((await params).id)).firmName}` };
}

export default async function RepeatPage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const firm = await loadFirmOr404(id);
  const [card, members, integrations, flash] = await Promise.all([
    loadFirmCard(ctx, id),
    listMembers(ctx, id),
    listIntegrations(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  if (card.closed || !mayAct) redirect(`/staff/firms/${id}`);
  const { message, fields, values } = flash;
  const others = integrations.filter((one) => one.id !== firm.integrationId);
  return (
    <>
      <p className="mb-4">
        <a className="link" href={`/staff/firms/${id}`}>
          Back to the firm
        </a>
      </p>
      <PageHeading title={`Repeat the set-up of ${firm.firmName}`} dense>
        <p>
          A second integration, or a second region, is a firm row of its own, with a Clio account of
          its own.
        </p>
      </PageHeading>
      <section className="mb-8 max-w-[68ch]">
        <h2 className="heading mb-2 text-h2">What it takes along</h2>
        <ul className="list-disc space-y-1 pl-5">
          <li>Its people: {members.map(({ name }) => name).join(", ")}</li>
          <li>The route: {routeNames[firm.route]}</li>
          <li>The plan’s answer, the owner and the tags</li>
        </ul>
        <h2 className="heading mt-6 mb-2 text-h2">What is done anew</h2>
        <p>
          {firm.route === "agency" ? "Connecting" : "The application, its keys and connecting"}.{" "}
          {firm.contact.name} gets an invitation.
        </p>
      </section>
      <ActionForm
        action={`/api/staff/firms/${id}/repeat`}
        nonce={newFormNonce()}
        problem={message ? { message, fields } : null}
        className="max-w-[40rem] space-y-6"
      >
        <SelectField
          name="integration"
          label="For which integration"
          options={[...others, { id: firm.integrationId, name: firm.integrationName }].map(
            ({ id: value, name }) => ({ value, label: name }),
          )}
          defaultValue={values?.integration}
        />
        <SelectField
          name="region"
          label="Region"
          options={[
            { value: "", label: "The same" },
            ...regions
              .filter((region) => region !== firm.region)
              .map((region) => ({ value: region, label: regionHosts[region] })),
          ]}
          defaultValue={values?.region}
        />
        <Button>Repeat the set-up and invite</Button>
      </ActionForm>
    </>
  );
}
