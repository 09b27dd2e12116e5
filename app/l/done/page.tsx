import type { Metadata } from "next";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { currentAgency } from "@/lib/web/agency";

export const metadata: Metadata = { title: "Thank you" };

/** Where somebody to whom a step was handed over is thanked. */
export default async function HandedBackPage() {
  const { agencyName } = await currentAgency();
  return (
    <PlainShell agencyName={agencyName}>
      <PageHeading title="Thank you. This step is done" focus>
        <p>
          Your link has ended with it, and there is nothing more for you to do. Whoever sent you the
          step sees it on their checklist. You can close this page.
        </p>
      </PageHeading>
    </PlainShell>
  );
}
