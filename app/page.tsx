import { connection } from "next/server";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { services } from "@/lib/web/services";

export default async function LandingPage() {
  await connection();
  const { AGENCY_NAME: agencyName } = services().env;
  return (
    <PlainShell agencyName={agencyName}>
      <PageHeading title="Connect your firm’s Clio account">
        <p>
          Here you give our integration access to your firm’s Clio account, step by step, and see at
          any time what it may do and whether it works.
        </p>
        <p>
          If you have an invitation, open the link in its mail. If you have been here before, we can
          send you a link to sign in.
        </p>
      </PageHeading>
      <LinkButton href="/sign-in">Sign in</LinkButton>
    </PlainShell>
  );
}
