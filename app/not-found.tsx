import type { Metadata } from "next";
import { connection } from "next/server";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { currentAgency } from "@/lib/web/agency";

export const metadata: Metadata = { title: "We cannot find this page" };

export default async function NotFound() {
  await connection();
  return (
    <PlainShell agencyName={(await currentAgency()).agencyName}>
      <PageHeading title="We cannot find this page">
        <p>
          The address may be incomplete, or the page may have moved. If you came from a mail, open
          its link again.
        </p>
      </PageHeading>
      <LinkButton href="/">Go to the first page</LinkButton>
    </PlainShell>
  );
}
