import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { TokenClientFields } from "@/components/staff/token-client-fields";
import { TokenKeys } from "@/components/staff/token-keys";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { TimeText } from "@/components/ui/time-text";
import { now } from "@/lib/context";
import { listIntegrations } from "@/lib/integrations/queries";
import { DEFAULT_KEY_DAYS } from "@/lib/tokens/schema";
import { loadTokenClient, type TokenClientView } from "@/lib/tokens/staff-queries";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

type Props = { params: Promise<{ id: string }> };

/** Read once, for the title and for the page. */
const loadClient = cache(async (id: string) => {
  const { ctx } = await requireStaffPage();
  return (await loadTokenClient(ctx, id)) ?? notFound();
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadClient((await params).id)).name };
}

const boxOf = (isTicked: boolean) => (isTicked ? "on" : "");

function storedValues(client: TokenClientView): Record<string, string> {
  return {
    name: client.name,
    integration: client.integrationId ?? "",
    firms: client.firms.map(({ id }) => id).join("\n"),
    may_read_status: boxOf(client.mayReadStatus),
    may_take_tokens: boxOf(client.mayTakeTokens),
    before_live: boxOf(client.beforeLive),
    requests_a_minute: String(client.requestsAMinute),
  };
}

export default async function TokenClientPage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const client = await loadClient((await params).id);
  const [integrations, { timeZone }, at, flash] = await Promise.all([
    listIntegrations(ctx),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const mayAct = isAdmin && client.revokedAt === null;
  const api = `/api/staff/token-clients/${client.id}`;
  const time = { now: at, timeZone };
  /** Which of the two forms came back without JavaScript. */
  const isOfKeys = flash.values?.days !== undefined;
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/token-clients">
            Token clients
          </a>
        }
        title={client.name}
        dense
      >
        <p>
          Added by {client.createdByName ?? "the operator’s command"},{" "}
          <TimeText at={client.createdAt} {...time} />.
        </p>
        {client.revokedAt ? (
          <p>
            Revoked <TimeText at={client.revokedAt} {...time} />, for good.
          </p>
        ) : null}
        {isAdmin ? null : <p>Only administrators can change this.</p>}
      </PageHeading>
      {flash.shownOnce ? (
        <div className="mb-8">
          <Notice kind="warn" title="Keep this key">
            <p>Put it where the service keeps its secrets. We show it this one time.</p>
            <dl>
              <CopyField label="Key" value={flash.shownOnce} />
            </dl>
          </Notice>
        </div>
      ) : null}
      {flash.done ? (
        <div className="mb-6">
          <Notice kind="ok" title={flash.done} isBrief />
        </div>
      ) : null}
      {client.keys.length > 0 ? (
        <TokenKeys
          keys={client.keys}
          revokeAction={mayAct ? `${api}/revoke-key` : null}
          {...time}
        />
      ) : (
        <p className="text-muted">It has no key yet.</p>
      )}
      {mayAct ? (
        <ActionForm
          action={`${api}/keys`}
          nonce={newFormNonce()}
          problem={isOfKeys ? problemOf(flash) : null}
          className="mt-6 max-w-[40rem] space-y-3"
        >
          <Field
            name="days"
            label="A new key, for how many days?"
            hint="Two can be active at once: give the service the new one, see it used, then revoke the old one."
            inputMode="numeric"
            defaultValue={String(DEFAULT_KEY_DAYS)}
            exact
          />
          <Button kind="secondary">Make a key</Button>
        </ActionForm>
      ) : null}
      {client.revokedAt === null ? (
        <section className="mt-10 border-t border-line pt-5">
          <h2 className="heading mb-3 text-h3">What it may do</h2>
          <ActionForm
            action={api}
            nonce={newFormNonce()}
            problem={isOfKeys ? null : problemOf(flash)}
            className="max-w-[40rem] space-y-6"
          >
            <TokenClientFields
              values={flash.values?.name === undefined ? storedValues(client) : flash.values}
              integrations={integrations}
            />
            {isAdmin ? <Button>Save</Button> : null}
          </ActionForm>
        </section>
      ) : null}
      {mayAct ? (
        <ActionForm
          action={`${api}/revoke`}
          nonce={newFormNonce()}
          className="mt-10 max-w-[40rem] border-t border-line pt-5"
        >
          <h2 className="heading mb-1 text-h3">Not needed any more?</h2>
          <p className="mb-3 text-hint text-muted">
            Revoked, none of its keys is taken any more, from its next request on and for good.
            Tokens that it has already live on at Clio until they run out.
          </p>
          <Button kind="secondary" dense>
            Revoke this client
          </Button>
        </ActionForm>
      ) : null}
    </>
  );
}
