import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PermissionBoxes } from "@/components/connection/permission-boxes";
import { Instructions } from "@/components/onboarding/instructions";
import { StepPage } from "@/components/onboarding/step-page";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { PortalFormPicture } from "@/components/pictures/portal-form-picture";
import { PortalListPicture } from "@/components/pictures/portal-list-picture";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button } from "@/components/ui/button";
import { problemOf } from "@/components/ui/problem-of";
import { loadApplication, type ApplicationView } from "@/lib/applications/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import type { Route } from "@/lib/vocabulary";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { currentAgency } from "@/lib/web/agency";
import { requireFirmPage } from "@/lib/web/page";
import { FormFields } from "@/components/onboarding/form-fields";

export const metadata: Metadata = { title: "Register the application" };

type Props = { searchParams: Promise<{ told?: string | string[]; after?: string | string[] }> };

export default async function ApplicationPage({ searchParams }: Props) {
  const visitor = await requireFirmPage("application");
  const { ctx, firmId } = visitor;
  const firm = await loadChecklist(ctx, firmId);
  if (firm.route === "agency") redirect("/onboarding");
  const [application, flash, query] = await Promise.all([
    loadApplication(ctx, firmId),
    readFlash(),
    searchParams,
  ]);
  const { agencyName } = await currentAgency();
  return (
    <StepPage
      step="application"
      visitor={visitor}
      query={query}
      steps={firm.checklist.steps}
      eyebrow={firm.firmName}
      title="Register the application"
      lead={
        <p>
          An application is how Clio knows {agencyName}’s integration and what it may do. Your firm
          registers it, so that you decide about it and can end it whenever you like.
        </p>
      }
      aside={
        <>
          <AsideBlock title="What you need">
            <p>
              {firm.route === "firm_private"
                ? "An administrator of your firm’s Clio account, and about ten minutes."
                : "The e-mail address and password of your developer account, and about ten minutes."}
            </p>
          </AsideBlock>
          {firm.route === "firm_private" ? <PrivateApplication /> : <DeveloperApplication />}
        </>
      }
    >
      <Instructions steps={instructionsFor(application, firm.route)} />
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
    </StepPage>
  );
}

function PrivateApplication() {
  return (
    <AsideBlock title="A private application">
      <p>
        It belongs to your firm and is not listed anywhere. Clio describes such an application as
        made for the one account that it was registered in, so register it in the same account that
        you will connect.
      </p>
      <p>Clio does not review it: it works as soon as it is saved.</p>
    </AsideBlock>
  );
}

function DeveloperApplication() {
  return (
    <AsideBlock title="In your developer account">
      <p>
        Register it in your firm’s developer account, also while that is still a trial. Your live
        data is not touched by this: it is connected in a later step, from your live account.
      </p>
    </AsideBlock>
  );
}

function saidBefore({ registeredAt }: ApplicationView): string {
  return registeredAt ? "You told us that it is; you can change your answer." : "";
}

function instructionsFor(application: ApplicationView, route: Route) {
  const { developerPortalUrl, copyFields, permissions } = application;
  const host = developerPortalUrl ? new URL(developerPortalUrl).host : "developers.clio.com";
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
          {route === "firm_private"
            ? "Sign in as an administrator of your firm’s live Clio account. A trial or developer account will not do."
            : "Sign in with the e-mail address of your developer account or trial."}
        </p>
      ),
    },
    {
      title: "Begin a new application",
      content: (
        <>
          <p>Choose to add an application. Clio shows an empty form.</p>
          <PortalListPicture host={host} />
        </>
      ),
    },
    {
      title: "Fill in the form",
      content: (
        <>
          <p>
            These are all the fields of Clio’s form, in its order. Copy what stands here, and leave
            empty what we say to leave empty.
          </p>
          <PortalFormPicture host={host} boxes={permissions} />
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
