import type { Metadata } from "next";
import { ScopeFields } from "@/components/staff/scope-fields";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "New integration" };

export default async function NewIntegrationPage() {
  await requireStaffPage();
  const { message, fields, values } = await readFlash();
  return (
    <>
      <PageHeading title="New integration" dense>
        <p>
          Firms read these words before they allow anything: say what each permission is for, and
          what stops working without it. Reading Users is always asked for; it tells which account
          is connected.
        </p>
      </PageHeading>
      <ActionForm
        action="/api/staff/integrations"
        nonce={newFormNonce()}
        problem={message ? { message, fields } : null}
        className="flex flex-col gap-6"
      >
        <Field name="name" label="Name" defaultValue={values?.name} />
        <Field name="summary" label="What it does" defaultValue={values?.summary} />
        <ScopeFields values={values} />
        <div>
          <Button>Create the integration</Button>
        </div>
      </ActionForm>
    </>
  );
}
