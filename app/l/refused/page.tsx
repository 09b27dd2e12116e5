import type { Metadata } from "next";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { currentAgency } from "@/lib/web/agency";

export const metadata: Metadata = { title: "The link has ended" };

/** After "This is not for me". */
export default async function RefusedLinkPage() {
  const { agencyName } = await currentAgency();
  return (
    <PlainShell agencyName={agencyName}>
      <PageHeading title="Thank you for telling us" focus>
        <p>The link has ended, and {agencyName} is told that it reached the wrong person.</p>
        <p>You need not do anything else, and you can delete the mail.</p>
      </PageHeading>
    </PlainShell>
  );
}
