import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { TickGroup } from "@/components/ui/tick-group";
import { listIntegrations } from "@/lib/integrations/queries";
import { webhookKinds } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";
import { kindWords } from "@/lib/webhooks/rules";
import { boxOf } from "@/lib/webhooks/schema";

export const metadata: Metadata = { title: "Add a webhook" };

export default async function NewWebhookPage() {
  const { ctx } = await requireStaffPage();
  const [integrations, flash] = await Promise.all([listIntegrations(ctx), readFlash()]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const { values } = flash;
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/webhooks">
            Webhooks
          </a>
        }
        title="Add a webhook"
        dense
      >
        {isAdmin ? null : <p>Only administrators can add one.</p>}
      </PageHeading>
      <ActionForm
        action="/api/staff/webhooks"
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="max-w-[40rem] space-y-6"
      >
        <Field
          name="name"
          label="Name"
          hint="What you call the service that listens there."
          defaultValue={values?.name}
          autoComplete="off"
        />
        <Field
          name="url"
          label="Address"
          hint="Where we send to. It begins with https:// and can be reached from the internet."
          type="url"
          defaultValue={values?.url}
          autoComplete="off"
          exact
        />
        <SelectField
          name="integration"
          label="Integration"
          hint="Whose firms it hears of."
          options={[
            { value: "", label: "Every integration" },
            ...integrations.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          defaultValue={values?.integration}
        />
        <TickGroup
          name="kinds"
          legend="What it is told"
          options={webhookKinds.map((kind) => ({
            name: boxOf(kind),
            label: <span className="font-mono text-hint">{kind}</span>,
            hint: kindWords[kind],
            isTicked: values ? values[boxOf(kind)] === "on" : true,
          }))}
        />
        {isAdmin ? <Button>Add the webhook</Button> : null}
      </ActionForm>
    </>
  );
}
