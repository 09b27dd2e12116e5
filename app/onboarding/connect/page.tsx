import type { Metadata } from "next";
import { LeftClio } from "@/components/connection/left-clio";
import { PermissionBoxes } from "@/components/connection/permission-boxes";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button, LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { loadApplication } from "@/lib/applications/queries";
import { loadConnection, loadOpenAttempt } from "@/lib/connection/queries";
import { isRefused } from "@/lib/connection/rules";
import { loadChecklist } from "@/lib/onboarding/queries";
import { readFlash } from "@/lib/web/flash";
import { requireFirmPage } from "@/lib/web/page";
import { AskedFor } from "./asked-for";

export const metadata: Metadata = { title: "Connect Clio" };

export default async function ConnectPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [firm, application, connection, left, flash] = await Promise.all([
    loadChecklist(ctx, firmId),
    loadApplication(ctx, firmId),
    loadConnection(ctx, firmId),
    loadOpenAttempt(ctx),
    readFlash(),
  ]);
  const { AGENCY_NAME: agencyName, AGENCY_SUPPORT_EMAIL: email } = ctx.env;
  const step = firm.checklist.steps.find(({ key }) => key === "connect");
  const refused = new Set(connection.scopes.filter(isRefused).map((scope) => scope.resource));
  const boxesToTick = application.permissions.filter(({ resource }) => refused.has(resource));
  return (
    <Page
      aside={
        <>
          <AsideBlock title="What never happens">
            <p>
              We do not see your Clio password, and nobody at {agencyName} signs in to your Clio
              account.
            </p>
            <p>You can end the access at any time, here or in Clio.</p>
          </AsideBlock>
          <ContactBlock agencyName={agencyName} email={email} />
        </>
      }
    >
      <BackLink />
      <PageHeading eyebrow="Connect Clio" title={`Connect Clio for ${firm.firmName}`}>
        <p>
          Clio asks you to sign in and to allow the access below. Then you come back here, and we
          try every permission.
        </p>
      </PageHeading>
      {flash.message ? (
        <div className="mb-8">
          <Notice kind="info" title="That did not work">
            <p>{flash.message}</p>
          </Notice>
        </div>
      ) : null}
      {left && connection.status !== "working" ? <LeftClio attempt={left} /> : null}
      {step?.state === "locked" ? (
        <Notice
          kind="info"
          title="This step cannot start yet"
          actions={<LinkButton href="/onboarding">Your checklist</LinkButton>}
        >
          <p>{step.hint}.</p>
        </Notice>
      ) : (
        <>
          {boxesToTick.length > 0 ? (
            <section className="mb-10">
              <h2 className="heading text-h2">First, in Clio: tick what is missing</h2>
              <p className="mt-1 mb-3 max-w-[60ch]">
                Open{" "}
                {application.developerPortalUrl ? (
                  <OutsideLink href={application.developerPortalUrl}>your application</OutsideLink>
                ) : (
                  "your application"
                )}{" "}
                in Clio’s developer portal, make these boxes look like this, and save. Boxes count
                only after you connect again.
              </p>
              <PermissionBoxes caption="Permissions that are missing" boxes={boxesToTick} />
            </section>
          ) : null}
          <section className="mb-8">
            <h2 className="heading text-h2">
              {boxesToTick.length > 0 ? "Then connect again" : "What you are asked to allow"}
            </h2>
            <AskedFor permissions={application.permissions} />
          </section>
          <ActionForm action="/api/clio/connect" busyText="On the way to Clio.">
            <p className="mb-4 max-w-[60ch] border-l-4 border-accent pl-4">
              Sign in to your firm’s <strong className="font-semibold">live</strong> Clio account,
              not a trial or developer account
              {connection.identity ? (
                <>
                  . Before, it was{" "}
                  <strong className="font-semibold">{connection.identity.accountName}</strong>
                </>
              ) : null}
              . If Clio does not ask, you are signed in already: look at the name in Clio’s corner.
            </p>
            <Button arrow wide>
              Connect Clio
            </Button>
          </ActionForm>
        </>
      )}
    </Page>
  );
}
