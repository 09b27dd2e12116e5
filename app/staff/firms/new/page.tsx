import type { Metadata } from "next";
import { routeNames } from "@/components/staff/route-names";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { listIntegrations } from "@/lib/integrations/queries";
import { regionHosts, regions, routes } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "New firm" };

export default async function NewFirmPage() {
  const { ctx } = await requireStaffPage();
  const integrations = await listIntegrations(ctx);
  const { message, fields, values } = await readFlash();
  return (
    <>
      <PageHeading title="New firm" dense>
        <p>The contact gets an invitation by mail as soon as you create the firm.</p>
        {integrations.length === 0 ? (
          <p>
            There is no integration yet.{" "}
            <a className="link" href="/staff/integrations/new">
              Create one first
            </a>
            .
          </p>
        ) : null}
      </PageHeading>
      <ActionForm
        action="/api/staff/firms"
        nonce={newFormNonce()}
        problem={message ? { message, fields } : null}
        className="flex max-w-[40rem] flex-col gap-6"
      >
        <Field name="name" label="Firm’s name" defaultValue={values?.name} />
        <SelectField
          name="integration"
          label="Integration"
          options={integrations.map(({ id, name }) => ({ value: id, label: name }))}
          defaultValue={values?.integration}
        />
        <SelectField
          name="route"
          label="Who registers the application at Clio"
          hint="You can change this later; what was done stays."
          options={routes.map((route) => ({ value: route, label: routeNames[route] }))}
          defaultValue={values?.route}
        />
        <SelectField
          name="region"
          label="Region"
          hint="Leave it open when you do not know it: the firm tells us."
          options={[
            { value: "", label: "The firm tells us" },
            ...regions.map((region) => ({ value: region, label: regionHosts[region] })),
          ]}
          defaultValue={values?.region}
        />
        <Field name="contact_name" label="Contact’s name" defaultValue={values?.contact_name} />
        <Field
          name="contact_email"
          label="Contact’s e-mail address"
          type="email"
          defaultValue={values?.contact_email}
        />
        <div>
          <Button>Create the firm and send the invitation</Button>
        </div>
      </ActionForm>
    </>
  );
}
