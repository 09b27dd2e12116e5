import type { Metadata } from "next";
import { endingOf } from "@/components/connection/outcomes";
import { StatusBadge } from "@/components/connection/status-badge";
import { statusWords } from "@/components/connection/status-words";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button, LinkButton } from "@/components/ui/button";
import { DefinitionGrid } from "@/components/ui/definition-grid";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { TimeText } from "@/components/ui/time-text";
import { loadAttempt, loadConnection } from "@/lib/connection/queries";
import { now } from "@/lib/context";
import { resourceNames } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";
import { LivePermissions } from "./live-permissions";

const TITLE = "Your Clio connection";

// Not by how a trip ended: Next takes a title that it has to wait for away while the page follows a run.
export const metadata: Metadata = { title: TITLE };

type Props = { searchParams: Promise<{ attempt?: string | string[] }> };

export default async function StatusPage({ searchParams }: Props) {
  const { ctx, firmId, session } = await requireFirmPage();
  const { attempt: asked } = await searchParams;
  const found = typeof asked === "string" ? await loadAttempt(ctx, asked) : null;
  // One that has not ended yet is no ending: the page is the connection's.
  const attempt = found?.outcome ? found : null;
  const view = await loadConnection(ctx, firmId);
  const { message, fields } = await readFlash();
  const at = await now(ctx);
  const time = (when: Date | null) =>
    when ? <TimeText at={when} now={at} timeZone={ctx.env.AGENCY_TIME_ZONE} /> : "–";
  const ending = endingOf(attempt?.outcome ?? null, view);
  const firmName = session.firms.find((firm) => firm.id === firmId)?.name ?? "";
  return (
    <Page
      aside={
        <>
          <AsideBlock title="How we know">
            <p>
              Each permission is tried with the smallest possible question to Clio. We keep only
              whether it worked, never what it returned.
            </p>
          </AsideBlock>
          <ContactBlock agencyName={ctx.env.AGENCY_NAME} email={ctx.env.AGENCY_SUPPORT_EMAIL} />
        </>
      }
    >
      <BackLink />
      {attempt ? null : <PageHeading eyebrow={firmName} title={TITLE} />}
      {ending ? (
        <Notice kind={ending.kind} title={ending.title} level={attempt ? 1 : 2}>
          <p>{ending.text}</p>
          {attempt ? <p className="text-small text-muted">Reference {attempt.reference}</p> : null}
        </Notice>
      ) : null}
      {view.pending?.reason === "confirm_account" && view.pending.identity ? (
        <section className="my-6">
          <DefinitionGrid
            facts={[
              { term: "Your firm", value: firmName },
              { term: "Clio account", value: view.pending.identity.accountName },
              {
                term: "Clio user",
                value: `${view.pending.identity.userName}, ${view.pending.identity.userEmail ?? ""}`,
              },
            ]}
          />
          <ActionForm
            action="/api/connection/confirm"
            nonce={newFormNonce()}
            problem={message ? { message, fields } : null}
            className="mt-6"
          >
            <Button name="decision" value="account" wide>
              Yes, this is our live account
            </Button>
          </ActionForm>
        </section>
      ) : null}
      {view.pending?.reason === "fewer_permissions" ? (
        <ActionForm action="/api/connection/confirm" nonce={newFormNonce()} className="my-6">
          <p>Missing: {view.pending.lost.map((resource) => resourceNames[resource]).join(", ")}.</p>
          <Button name="decision" value="keep_anyway" kind="secondary">
            Use this one anyway
          </Button>
        </ActionForm>
      ) : null}
      {view.pending ? (
        <ActionForm action="/api/connection/discard" nonce={newFormNonce()} className="my-6">
          <Button kind="secondary">Use another account</Button>
        </ActionForm>
      ) : null}
      <div className="my-6">
        <StatusBadge status={view.status} />
        <p className="mt-1 max-w-[60ch]">{statusWords[view.reason]}</p>
      </div>
      {/* While a first account waits for its yes there is nothing to tell but the question. */}
      {view.identity || !view.pending ? (
        <>
          {view.identity ? (
            <DefinitionGrid
              facts={[
                { term: "Connected account", value: view.identity.accountName },
                {
                  term: "Authorized by",
                  value: `${view.identity.userName}, ${view.identity.userEmail ?? ""}`,
                },
                { term: "Connected since", value: time(view.connectedAt) },
                { term: "Last proof of life", value: time(view.lastProofAt) },
              ]}
            />
          ) : null}
          <div className="my-8">
            <LivePermissions
              waitsFor={view.isChecking ? "permissions" : view.isReadingAccount ? "account" : null}
              rows={view.scopes.map(({ resource, access, required, purpose, result }) => ({
                resource,
                access,
                label: resourceNames[resource],
                purpose,
                required,
                result,
              }))}
            />
          </div>
        </>
      ) : null}
      <div className="flex flex-wrap gap-3">
        {view.nextAction === "connect" || view.nextAction === "fix_permissions" ? (
          <LinkButton href="/onboarding/connect">Connect Clio</LinkButton>
        ) : null}
        {view.nextAction === "send_keys" ? (
          <LinkButton href="/onboarding/credentials">Send the keys</LinkButton>
        ) : null}
        {view.identity || view.status === "checking" ? (
          <ActionForm action="/api/connection/check" nonce={newFormNonce()}>
            <Button kind="secondary">Check again</Button>
          </ActionForm>
        ) : null}
        {view.identity ? (
          <details>
            <summary className="min-h-11 content-center">Disconnect</summary>
            <p>Our access ends at once. Your data in Clio stays as it is.</p>
            <ActionForm action="/api/connection/disconnect" nonce={newFormNonce()}>
              <Button kind="danger">Disconnect Clio</Button>
            </ActionForm>
          </details>
        ) : null}
      </div>
    </Page>
  );
}
