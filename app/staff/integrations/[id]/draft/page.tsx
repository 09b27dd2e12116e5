import type { Metadata } from "next";
import { ScopeFields } from "@/components/staff/scope-fields";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { RadioGroup } from "@/components/ui/radio-group";
import { now } from "@/lib/context";
import { fieldsOf } from "@/lib/integrations/schema";
import { addDays, dayOf } from "@/lib/settings/rules";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";
import { integrationOr404 } from "../../load-or-404";

export const metadata: Metadata = { title: "Draft a version" };

/** Time enough for a firm to find an administrator, and not so much that it is forgotten. */
const DAYS_OF_NOTICE = 14;

export default async function DraftPage({ params }: { params: Promise<{ id: string }> }) {
  const { ctx } = await requireStaffPage();
  const { id } = await params;
  const { name, versions, draft } = await integrationOr404(id);
  const [current] = versions;
  const [{ timeZone }, at, flash] = await Promise.all([currentAgency(), now(ctx), readFlash()]);
  const today = dayOf(at, timeZone);
  const drafted = draft && {
    note: draft.note,
    due: draft.dueAt ? "on" : "at_once",
    due_on: draft.dueAt ? dayOf(draft.dueAt, timeZone) : "",
  };
  const values: Record<string, string> = flash.values ?? {
    due: "on",
    due_on: addDays(today, DAYS_OF_NOTICE),
    ...drafted,
    ...fieldsOf((draft ?? current).scopes),
  };
  return (
    <>
      <PageHeading eyebrow={name} title={`Draft version ${current.version + 1}`} dense>
        <p>
          Firms see nothing of it before you publish it. Reading Users stays in every version; it
          tells which account is connected.
        </p>
      </PageHeading>
      <ActionForm
        action={`/api/staff/integrations/${id}/draft`}
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="flex flex-col gap-6"
      >
        <TextArea
          name="note"
          label="Word to firms"
          hint="Why this changes and what they get from it, in one or two sentences. It stands in the mail and on their pages."
          defaultValue={values.note}
        />
        <RadioGroup
          name="due"
          legend="From when on it is needed"
          hint="Until then a firm that has not allowed it goes on as working; from then on it needs attention."
          options={[
            { value: "on", label: "From a day on" },
            { value: "at_once", label: "At once", hint: "For what cannot wait." },
          ]}
          defaultValue={values.due}
        />
        <Field
          name="due_on"
          label="The day"
          hint="By our calendar, from its first minute on."
          type="date"
          min={addDays(today, 1)}
          defaultValue={values.due_on}
        />
        <ScopeFields values={values} />
        <div className="flex flex-wrap gap-3">
          <Button>Save the draft</Button>
          <LinkButton href={`/staff/integrations/${id}`} kind="secondary">
            Back without saving
          </LinkButton>
        </div>
      </ActionForm>
    </>
  );
}
