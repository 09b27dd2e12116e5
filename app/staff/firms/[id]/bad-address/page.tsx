import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "We cannot read this address of a firm" };

/** What proxy.ts shows, with status 400, in place of a firm's page whose address cannot be read. */
export default async function BadAddressPage({ params }: { params: Promise<{ id: string }> }) {
  await requireStaffPage();
  return (
    <>
      <PageHeading title="We cannot read this address of a firm" dense>
        <p>
          It asks a firm’s timeline for something that it does not know. Nothing has changed.
          Perhaps a link was cut off, or is older than a change of ours.
        </p>
      </PageHeading>
      <LinkButton href={`/staff/firms/${encodeURIComponent((await params).id)}`}>
        Open the firm
      </LinkButton>
    </>
  );
}
