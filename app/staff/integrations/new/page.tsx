import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { offeredResources } from "@/lib/integrations/schema";
import { resourceNames } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "New integration" };

const accesses = [
  { value: "", label: "Not needed" },
  { value: "read", label: "Read" },
  { value: "write", label: "Read and write" },
];
const needs = [
  { value: "required", label: "Required" },
  { value: "optional", label: "Optional" },
];

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
        {offeredResources.map((resource) => (
          <fieldset key={resource} className="border-t border-line pt-4">
            <legend className="float-left w-full font-semibold">{resourceNames[resource]}</legend>
            <div className="clear-both grid gap-4 pt-2 wide:grid-cols-2">
              <SelectField
                name={`${resource}_access`}
                label="Access"
                options={accesses}
                defaultValue={values?.[`${resource}_access`]}
              />
              <SelectField
                name={`${resource}_need`}
                label="Needed"
                options={needs}
                defaultValue={values?.[`${resource}_need`]}
              />
              <Field
                name={`${resource}_purpose`}
                label="What it is for"
                defaultValue={values?.[`${resource}_purpose`]}
              />
              <Field
                name={`${resource}_impact`}
                label="What stops working without it"
                defaultValue={values?.[`${resource}_impact`]}
              />
            </div>
          </fieldset>
        ))}
        <div>
          <Button>Create the integration</Button>
        </div>
      </ActionForm>
    </>
  );
}
