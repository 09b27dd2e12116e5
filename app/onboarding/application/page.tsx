import type { Metadata } from "next";
import { PermissionBoxes } from "@/components/connection/permission-boxes";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { Instructions } from "@/components/onboarding/instructions";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { loadApplication, type ApplicationView } from "@/lib/applications/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";
import { FormFields } from "./form-fields";

export const metadata: Metadata = { title: "Register the application" };

export default async function ApplicationPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [firm, application, flash] = await Promise.all([
    loadChecklist(ctx, firmId),
    loadApplication(ctx, firmId),
    readFlash(),
  ]);
  const { AGENCY_NAME: agencyName, AGENCY_SUPPORT_EMAIL: email } = ctx.env;
  return (
    <Page
      aside={
        <>
          <AsideBlock title="What you need">
            <p>An administrator of your firm’s Clio account, and about ten minutes.</p>
          </AsideBlock>
          <AsideBlock title="A private application">
            <p>
              It belongs to your firm and is not listed anywhere. Clio describes such an application
              as made for the one account that it was registered in, so register it in the same
              account that you will connect.
            </p>
            <p>Clio does not review it: it works as soon as it is saved.</p>
          </AsideBlock>
          <ContactBlock agencyName={agencyName} email={email} />
        </>
      }
    >
      <BackLink />
      <PageHeading eyebrow={firm.firmName} title="Register the application">
        <p>
          An application is how Clio knows {agencyName}’s integration and what it may do. Your firm
          registers it, so that you decide about it and can end it whenever you like.
        </p>
      </PageHeading>
      <Instructions steps={instructionsFor(application)} />
      <section aria-labelledby="saved" className="border-t-2 border-ink pt-5">
        <h2 id="saved" className="heading text-h2">
          Is the application saved in Clio?
        </h2>
        <p className="mt-1 max-w-[60ch] text-muted">
          We cannot see this ourselves. {saidBefore(application)}
        </p>
        <ActionForm
          action="/api/onboarding/application"
          nonce={newFormNonce()}
          problem={problemOf(flash)}
          className="mt-4"
        >
          <div className="flex flex-wrap gap-3">
            <Button name="done" value="yes">
              Yes, it is saved
            </Button>
            <Button name="done" value="no" kind="secondary">
              Not yet
            </Button>
          </div>
        </ActionForm>
      </section>
    </Page>
  );
}

function saidBefore({ registeredAt }: ApplicationView): string {
  return registeredAt ? "You told us that it is; you can change your answer." : "";
}

function instructionsFor(application: ApplicationView) {
  const { developerPortalUrl, copyFields, permissions } = application;
  return [
    {
      title: "Open Clio’s developer portal",
      content: (
        <p>
          {developerPortalUrl ? (
            <OutsideLink href={developerPortalUrl}>Open Clio’s developer portal</OutsideLink>
          ) : (
            <>
              We need to know where your Clio account is:{" "}
              <a className="link" href="/onboarding/plan">
                choose your region
              </a>{" "}
              first.
            </>
          )}{" "}
          Sign in as an administrator of your firm’s live Clio account. A trial or developer account
          will not do.
        </p>
      ),
    },
    {
      title: "Begin a new application",
      content: <p>Choose to add an application. Clio shows an empty form.</p>,
    },
    {
      title: "Fill in the form",
      content: (
        <>
          <p>
            These are all the fields of Clio’s form, in its order. Copy what stands here, and leave
            empty what we say to leave empty.
          </p>
          <FormFields fields={copyFields} />
        </>
      ),
    },
    {
      title: "Tick these permissions, and no others",
      content: <PermissionBoxes caption="Permissions to tick in Clio’s form" boxes={permissions} />,
    },
    {
      title: "Save, and leave the page open",
      content: (
        <p>
          Clio then shows an <strong className="font-semibold">App Key</strong> and an{" "}
          <strong className="font-semibold">App Secret</strong>. You need both in the next step.
        </p>
      ),
    },
  ];
}
