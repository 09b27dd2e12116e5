import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RefusedNotice } from "@/components/staff/refused-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { IconWord } from "@/components/ui/icon-word";
import { PageHeading } from "@/components/ui/page-heading";
import { RadioGroup } from "@/components/ui/radio-group";
import { Row, RowHead, Table, Td, Th } from "@/components/ui/table";
import type { ImportRow } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { loadImport } from "@/lib/staff/import-firms";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Import firms: the rows" };

type Props = { params: Promise<{ id: string }> };

export default async function ImportedPage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const [view, flash] = await Promise.all([
    loadImport(ctx, (await params).id).catch((thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === "not_found") notFound();
      throw thrown;
    }),
    readFlash(),
  ]);
  const mayAct = ctx.actor.kind === "staff" && ctx.actor.role !== "viewer";
  const wrong = view.rows.filter(({ problems }) => Object.keys(problems).length > 0).length;
  const there = view.rows.filter(({ firmId }) => firmId !== null).length - view.made;
  const firms = view.toMake === 1 ? "1 firm" : `${view.toMake} firms`;
  return (
    <>
      <p className="mb-4">
        <a className="link" href="/staff/firms/import">
          Another file
        </a>
      </p>
      <PageHeading title={view.finishedAt ? "Firms are imported" : "What the file would do"} dense>
        <p>
          {view.rows.length} rows: {view.made > 0 ? `${view.made} made, ` : null}
          {view.toMake} to make, {there} there already, {wrong} with something wrong. Kept for a
          week.
        </p>
      </PageHeading>
      <RefusedNotice message={flash.message} />
      {mayAct && view.toMake > 0 ? (
        <ActionForm
          action={`/api/staff/imports/${view.id}/run`}
          nonce={newFormNonce()}
          busyText="The firms are being made. A row that fails stops no other."
          className="mb-8 space-y-4"
        >
          <RadioGroup
            name="invitations"
            legend="Invitations"
            options={[
              { value: "send", label: "Send each main contact an invitation" },
              { value: "hold", label: "Invite nobody yet; send each one from the firm’s page" },
            ]}
            defaultValue="hold"
          />
          <Button>Import {firms}</Button>
        </ActionForm>
      ) : null}
      <Table
        caption="Rows of the file"
        minWidth="min-w-[48rem]"
        head={
          <>
            <Th>Line</Th>
            <Th>Firm</Th>
            <Th>Contact</Th>
            <Th>Result</Th>
          </>
        }
      >
        {view.rows.map((row, index) => (
          <Row key={index}>
            <Td>{index + 2}</Td>
            <RowHead>
              {row.firmId ? (
                <a className="link" href={`/staff/firms/${row.firmId}`}>
                  {row.fields.name}
                </a>
              ) : (
                row.fields.name || "–"
              )}
              <span className="block text-small text-muted">
                {[row.fields.integration, row.fields.route, row.fields.region]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </RowHead>
            <Td className="wrap-anywhere">
              {row.fields.contact_name}
              <span className="block text-small text-muted">{row.fields.contact_email}</span>
            </Td>
            <Td>
              <Result row={row} />
            </Td>
          </Row>
        ))}
      </Table>
    </>
  );
}

function Result({ row: { problems, firmId, outcome } }: { row: ImportRow }) {
  const wrong = Object.entries(problems);
  if (wrong.length > 0) {
    return (
      <>
        <IconWord icon={CircleAlert} className="font-semibold text-bad">
          Not imported
        </IconWord>
        <ul>
          {wrong.map(([field, problem]) => (
            <li key={field}>
              {field === "row" ? null : <code className="font-mono text-small">{field}: </code>}
              {problem}
            </li>
          ))}
        </ul>
      </>
    );
  }
  if (firmId) {
    return (
      <IconWord icon={CircleCheck} className="text-ok">
        {outcome}
      </IconWord>
    );
  }
  return (
    <IconWord icon={outcome ? CircleAlert : CircleDashed} className={outcome ? "text-bad" : ""}>
      {outcome ?? "Will be made"}
    </IconWord>
  );
}
