import type { Metadata } from "next";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { loadApplication } from "@/lib/applications/queries";
import { loadConnection, loadOpenAttempt } from "@/lib/connection/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { readFlash } from "@/lib/web/flash";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Connect Clio" };

export default async function ConnectPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [firm, application, connection, open] = await Promise.all([
    loadChecklist(ctx, firmId),
    loadApplication(ctx, firmId),
    loadConnection(ctx, firmId),
    loadOpenAttempt(ctx),
  ]);
  const { message, fields } = await readFlash();
  const expected = connection.identity?.accountName;
  return (
    <Page>
      <PageHeading eyebrow={firm.firmName} title="Connect Clio">
        <p>
          Sign in to your firm’s live Clio account, not a trial or developer account
          {expected ? `: ${expected}` : null}. Clio asks you to allow the access below, and brings
          you back here.
        </p>
      </PageHeading>
      {open ? (
        <Notice kind="warn" title="Did Clio show an error?">
          <p>
            Then one of these two values differs from what is saved in your application in Clio.
          </p>
          <dl>
            <CopyField label="Redirect URI" value={open.redirectUri} />
          </dl>
          <p>The client ID ends with {open.clientIdEnd}.</p>
        </Notice>
      ) : null}
      <h2 className="heading text-h2">What we ask for</h2>
      <ul className="mb-8 list-disc pl-5">
        {application.permissions.map(({ resource, label, write, purpose }) => (
          <li key={resource}>
            <strong>{label}</strong>
            {write ? " (read and write)" : " (read)"}: {purpose}
          </li>
        ))}
      </ul>
      <ActionForm action="/api/clio/connect" problem={message ? { message, fields } : null}>
        <Button arrow wide>
          Connect Clio
        </Button>
      </ActionForm>
    </Page>
  );
}
