import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CodeGate } from "@/components/onboarding/code-gate";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { StepPage } from "@/components/onboarding/step-page";
import { KeyPicture } from "@/components/pictures/key-picture";
import { ActionForm } from "@/components/ui/action-form";
import { AsideBlock } from "@/components/ui/aside-block";
import { Button } from "@/components/ui/button";
import { problemOf } from "@/components/ui/problem-of";
import { loadApplication } from "@/lib/applications/queries";
import { now } from "@/lib/context";
import { loadChecklist } from "@/lib/onboarding/queries";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireFirmPage } from "@/lib/web/page";
import { KeysForm } from "./keys-form";
import { OtherRegion } from "./other-region";
import { StoredKeys } from "./stored-keys";

export const metadata: Metadata = { title: "Send us the keys" };

type Several = string | string[];
type Props = {
  searchParams: Promise<{ swapped?: Several; code?: Several; told?: Several; after?: Several }>;
};

export default async function CredentialsPage({ searchParams }: Props) {
  const visitor = await requireFirmPage("credentials");
  const { ctx, firmId, session, isHandedOver } = visitor;
  const firm = await loadChecklist(ctx, firmId);
  if (firm.route === "agency") redirect("/onboarding");
  const [{ agencyName, timeZone }, application, flash, query] = await Promise.all([
    currentAgency(),
    loadApplication(ctx, firmId),
    readFlash(),
    searchParams,
  ]);
  const problem = problemOf(flash);
  const isAboutCode = query.code === "sent" || flash.fields?.code !== undefined;
  const form = (
    <KeysForm
      application={application}
      isRegionFixed={firm.isRegionSetByStaff}
      agencyName={agencyName}
      problem={isAboutCode ? null : problem}
      values={flash.values ?? {}}
    />
  );
  const { keysStoredAt, keyCheck } = application;
  // Keys that Clio refused are no secret worth guarding: they are sent again without a code.
  const isGuarded = keysStoredAt !== null && keyCheck !== "refused" && !session.isCodeConfirmed;
  const gate = (
    <CodeGate
      next="credentials"
      purpose="replace or withdraw the keys"
      email={session.personEmail}
      wasSent={isAboutCode}
      problem={isAboutCode ? problem : null}
    />
  );
  const { developerPortalUrl } = application;
  const portalHost = developerPortalUrl ? new URL(developerPortalUrl).host : "developers.clio.com";
  return (
    <StepPage
      step="credentials"
      visitor={visitor}
      query={query}
      steps={firm.checklist.steps}
      eyebrow={firm.firmName}
      title="Send us the keys"
      lead={
        <p>
          With these two values Clio recognises your application when we ask it for access. We check
          them with Clio at once. If Clio’s region does not know them, we ask the other three, too.
        </p>
      }
      aside={
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
      }
    >
      <div className="mb-8">
        <KeyPicture host={portalHost} />
      </div>
      {keysStoredAt ? (
        <>
          {firm.otherRegionOfKeys ? (
            <OtherRegion
              region={firm.otherRegionOfKeys}
              firmRegion={firm.region}
              maySwitch={!firm.isRegionSetByStaff}
            />
          ) : (
            <StoredKeys
              application={application}
              storedAt={keysStoredAt}
              now={await now(ctx)}
              timeZone={timeZone}
              wereSwapped={query.swapped === "1"}
              isHandedOver={isHandedOver}
            />
          )}
          {isHandedOver ? null : (
            <>
              <details
                open={problem !== null || isAboutCode || keyCheck === "refused"}
                className="mt-8 border-t border-line pt-4"
              >
                <summary className="link inline-block min-h-6 font-semibold">
                  Replace the keys
                </summary>
                <p className="mt-3 mb-6 max-w-[60ch]">
                  Keys that Clio accepts take the place of these. What is connected goes on working
                  until you connect again with the new ones.
                </p>
                {isGuarded ? gate : form}
              </details>
              <details className="mt-4 border-t border-line pt-4">
                <summary className="link inline-block min-h-6 font-semibold">
                  Withdraw the keys
                </summary>
                <p className="mt-3 mb-6 max-w-[60ch]">
                  We overwrite both values at once. If your Clio account is connected, the
                  connection ends with them, and what depends on it stops. You can send keys again
                  later.
                </p>
                {session.isCodeConfirmed ? (
                  <ActionForm action="/api/onboarding/credentials/withdraw" nonce={newFormNonce()}>
                    <Button kind="danger">Withdraw the keys</Button>
                  </ActionForm>
                ) : (
                  <p className="max-w-[60ch] text-muted">
                    This asks for the same mailed code as replacing them, above.
                  </p>
                )}
              </details>
            </>
          )}
        </>
      ) : (
        form
      )}
    </StepPage>
  );
}
