import type { Metadata } from "next";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { AsideBlock } from "@/components/ui/aside-block";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { loadApplication } from "@/lib/applications/queries";
import { now } from "@/lib/context";
import { loadChecklist } from "@/lib/onboarding/queries";
import { readFlash } from "@/lib/web/flash";
import { requireFirmPage } from "@/lib/web/page";
import { KeysForm } from "./keys-form";
import { StoredKeys } from "./stored-keys";

export const metadata: Metadata = { title: "Send us the keys" };

type Props = { searchParams: Promise<{ swapped?: string | string[] }> };

export default async function CredentialsPage({ searchParams }: Props) {
  const { ctx, firmId } = await requireFirmPage();
  const [firm, application, flash, { swapped }] = await Promise.all([
    loadChecklist(ctx, firmId),
    loadApplication(ctx, firmId),
    readFlash(),
    searchParams,
  ]);
  const { AGENCY_NAME: agencyName, AGENCY_SUPPORT_EMAIL: email } = ctx.env;
  const problem = problemOf(flash);
  const form = (
    <KeysForm
      application={application}
      isRegionFixed={firm.isRegionSetByStaff}
      agencyName={agencyName}
      problem={problem}
      values={flash.values ?? {}}
    />
  );
  return (
    <Page
      aside={
        <>
          <AsideBlock title="Where the two values are">
            <p>
              {application.developerPortalUrl ? (
                <OutsideLink href={application.developerPortalUrl}>Your application</OutsideLink>
              ) : (
                "Your application"
              )}{" "}
              in Clio’s developer portal shows an <strong className="font-semibold">App Key</strong>{" "}
              and an <strong className="font-semibold">App Secret</strong>.
            </p>
            <p>The short App ID in the address bar is neither of them.</p>
          </AsideBlock>
          <ContactBlock agencyName={agencyName} email={email} />
        </>
      }
    >
      <BackLink />
      <PageHeading eyebrow={firm.firmName} title="Send us the keys">
        <p>
          With these two values Clio recognises your application when we ask it for access. We check
          them with Clio at once.
        </p>
      </PageHeading>
      {application.keysStoredAt ? (
        <>
          <StoredKeys
            application={application}
            storedAt={application.keysStoredAt}
            now={await now(ctx)}
            timeZone={ctx.env.AGENCY_TIME_ZONE}
            wereSwapped={swapped === "1"}
          />
          <details open={problem !== null} className="mt-8 border-t border-line pt-4">
            <summary className="link inline-block min-h-6 font-semibold">Replace the keys</summary>
            <p className="mt-3 mb-6 max-w-[60ch]">
              Keys that Clio accepts take the place of these. What is connected goes on working
              until you connect again with the new ones.
            </p>
            {form}
          </details>
        </>
      ) : (
        form
      )}
    </Page>
  );
}
