import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";

export const metadata: Metadata = { title: "We cannot find this page" };

export default function NotFound() {
  return (
    <main id="main" tabIndex={-1} className="mx-auto max-w-[1080px] px-5 py-16 wide:px-6">
      <PageHeading title="We cannot find this page">
        <p>
          The address may be incomplete, or the page may have moved. If you came from a mail, open
          its link again.
        </p>
      </PageHeading>
      <LinkButton href="/">Go to the first page</LinkButton>
    </main>
  );
}
