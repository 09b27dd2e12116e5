import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { RadioGroup } from "@/components/ui/radio-group";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { loadApplication } from "@/lib/applications/queries";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Register the application" };

export default async function ApplicationPage() {
  const { ctx, firmId } = await requireFirmPage();
  const application = await loadApplication(ctx, firmId);
  const { message, fields } = await readFlash();
  return (
    <Page>
      <PageHeading title="Register the application">
        <p>
          Your firm registers a private application in its own Clio account. It needs no review by
          Clio. Use the same Clio account that you will connect later.
        </p>
      </PageHeading>
      <ol className="mb-8 list-decimal space-y-2 pl-5">
        <li>
          {application.developerPortalUrl ? (
            <a className="link" href={application.developerPortalUrl}>
              Open Clio’s developer portal
            </a>
          ) : (
            "Open Clio’s developer portal"
          )}{" "}
          and sign in as an administrator.
        </li>
        <li>Add an application, and copy the values below into its form.</li>
        <li>Tick the permissions listed below, and save.</li>
      </ol>
      <h2 className="heading text-h2">Clio’s form, field by field</h2>
      <dl className="mb-8">
        {application.copyFields.map((field) =>
          field.value === null ? (
            <div key={field.label} className="border-b border-line py-4">
              <dt className="font-semibold">{field.label}</dt>
              <dd className="text-hint text-muted">{field.hint}</dd>
            </div>
          ) : (
            <CopyField
              key={field.label}
              label={field.label}
              value={field.value}
              hint={field.hint}
            />
          ),
        )}
      </dl>
      <Table
        caption="App Permissions to tick"
        showCaption
        head={
          <>
            <Th>Permission</Th>
            <Th>Read</Th>
            <Th>Write</Th>
          </>
        }
      >
        {application.permissions.map((box) => (
          <Row key={box.resource}>
            <RowHead>
              {box.label}
              <span className="block text-small font-normal text-muted">{box.purpose}</span>
            </RowHead>
            <Td>{box.read ? "Tick" : "–"}</Td>
            <Td>{box.write ? "Tick" : "–"}</Td>
          </Row>
        ))}
      </Table>
      <ActionForm
        action="/api/onboarding/application"
        nonce={newFormNonce()}
        problem={message ? { message, fields } : null}
        className="mt-8 flex flex-col gap-6"
      >
        <RadioGroup
          name="done"
          legend="Is the application saved in Clio?"
          hint="We cannot see this ourselves."
          defaultValue={application.registeredAt ? "yes" : null}
          options={[
            { value: "yes", label: "Yes, it is saved" },
            { value: "no", label: "Not yet" },
          ]}
        />
        <div>
          <Button wide>Save and go on</Button>
        </div>
      </ActionForm>
    </Page>
  );
}
