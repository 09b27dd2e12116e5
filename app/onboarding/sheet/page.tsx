import type { Metadata } from "next";
import type { ReactNode } from "react";
import { BackLink } from "@/components/onboarding/back-link";
import { PrintButton } from "@/components/onboarding/print-button";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { permissionBoxes } from "@/lib/applications/rules";
import { loadScopeSet } from "@/lib/integrations/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { currentAgency } from "@/lib/web/agency";
import { requireFirmPage } from "@/lib/web/page";
import { AskedFor } from "../connect/asked-for";

export const metadata: Metadata = { title: "The connection on one page" };

/** For partners or IT, before anybody presses Allow: to print or to share. */
export default async function SheetPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [{ agencyName, supportEmail }, firm] = await Promise.all([
    currentAgency(),
    loadChecklist(ctx, firmId),
  ]);
  const permissions = permissionBoxes((await loadScopeSet(ctx, firm.integrationId)).scopes);
  return (
    <Page>
      <BackLink />
      <PageHeading eyebrow={firm.integrationName} title={`Clio and ${agencyName}, on one page`}>
        <p>
          What {firm.firmName} allows when an administrator presses “Allow” in Clio. For partners
          and IT to read before.
        </p>
      </PageHeading>
      <PrintButton />
      <Part title="What is read, and what for">
        <AskedFor permissions={permissions} />
        <p className="mt-3">
          Clio asks for all of these at once.
          {permissions.some(({ write }) => write)
            ? " What is marked “read and change” may also be written."
            : " Nothing is written into Clio."}
        </p>
      </Part>
      <Part title="What never happens">
        <ul className="list-disc space-y-1 pl-5">
          <li>{agencyName} never sees a Clio password, and nobody signs in to your account.</li>
          <li>
            Nothing outside of the permissions above can be reached; Clio itself sees to that.
          </li>
          <li>
            This portal stores no client data: it tries each permission with the smallest question
            and keeps only whether it worked.
          </li>
        </ul>
      </Part>
      <Part title="Where the keys lie">
        <ul className="list-disc space-y-1 pl-5">
          <li>
            Keys and what Clio gives in exchange are stored encrypted (AES-256), each bound to its
            own place, and are never shown again, to anybody.
          </li>
          <li>The integration gets short-lived access only, never the keys themselves.</li>
          <li>Every change and every sign-in is written into a history.</li>
        </ul>
      </Part>
      <Part title="How to end it">
        <p>
          In this portal, open “Check permissions” and press “Disconnect”. Or in Clio, remove the
          application. Either way the access ends at once, and what is stored of it is overwritten.
        </p>
      </Part>
      <Part title="Questions">
        <p>
          {agencyName},{" "}
          <a className="link" href={`mailto:${supportEmail}`}>
            {supportEmail}
          </a>
        </p>
      </Part>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-8 max-w-[68ch] print:mb-4 print:max-w-none">
      <h2 className="heading mb-2 text-h2 print:mb-1">{title}</h2>
      {children}
    </section>
  );
}
