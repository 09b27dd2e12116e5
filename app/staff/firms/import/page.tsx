import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { PageHeading } from "@/components/ui/page-heading";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import { listIntegrations } from "@/lib/integrations/queries";
import { importColumns, MOST_ROWS, type ImportColumn } from "@/lib/staff/import-rules";
import { regions, routes } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { CsvField } from "./csv-field";

export const metadata: Metadata = { title: "Import firms" };

const words: Record<ImportColumn, string> = {
  name: "The firm’s name. Needed.",
  integration: "The integration’s name as it stands here. Needed.",
  contact_name: "The main contact’s name. Needed.",
  contact_email: "The main contact’s e-mail address. Needed.",
  route: `Who registers the application: ${routes.join(", ")}. Empty: agency.`,
  region: `${regions.join(", ")}. Empty: the firm tells us.`,
  owner_email: "Who of staff looks after it. Empty: nobody.",
  tags: "Tags, with a bar | between two.",
};

export default async function ImportPage() {
  const { ctx } = await requireStaffPage();
  const [integrations, { message, fields, values }] = await Promise.all([
    listIntegrations(ctx),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const sample = integrations[0]?.name ?? "Clio and HubSpot contacts";
  const template = [
    importColumns.join(","),
    `Hartley & Moss LLP,"${sample.replaceAll('"', '""')}",Ada Moss,ada@hartleymoss.test,agency,us,,vip|2026`,
  ].join("\n");
  return (
    <>
      <p className="mb-4">
        <a className="link" href="/staff/firms">
          Back to the firms
        </a>
      </p>
      <PageHeading title="Import firms" dense>
        <p>
          From a spreadsheet saved as CSV. Looking at a file makes nothing: you see what each row
          would do, and then decide.
        </p>
      </PageHeading>
      {mayAct ? (
        <ActionForm
          action="/api/staff/imports"
          problem={message ? { message, fields } : null}
          isLong
          className="max-w-[60rem] space-y-4"
        >
          <CsvField defaultValue={values?.csv} />
          <Button>Look at the file</Button>
        </ActionForm>
      ) : (
        <p>Somebody with the role operator can do this.</p>
      )}
      <section className="mt-10 max-w-[60rem]">
        <h2 className="heading mb-2 text-h2">The columns</h2>
        <p className="mb-3 max-w-[68ch]">
          The first line names them, in any order. Commas, semicolons and tabs are understood, and
          quotes as spreadsheets write them. At most {MOST_ROWS} firms at once.
        </p>
        <Table
          caption="Columns of the file"
          head={
            <>
              <Th>Column</Th>
              <Th>What it holds</Th>
            </>
          }
        >
          {importColumns.map((name) => (
            <Row key={name}>
              <RowHead className="font-mono text-hint">{name}</RowHead>
              <Td>{words[name]}</Td>
            </Row>
          ))}
        </Table>
        <h3 className="mt-6 mb-2 text-hint font-semibold">A template</h3>
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
          tabIndex={0}
          role="region"
          aria-label="Template"
          className="mb-2 overflow-x-auto rounded-base border border-line p-3 font-mono text-small"
        >
          {template}
        </pre>
        <CopyButton value={template} label="Copy the template" />
      </section>
    </>
  );
}
