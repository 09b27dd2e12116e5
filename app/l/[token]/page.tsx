import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { lookAtLink } from "@/lib/identity/look-at-link";
import { systemContext } from "@/lib/web/context";
import { readFlash } from "@/lib/web/flash";

export const metadata: Metadata = { title: "Your link", robots: { index: false, follow: false } };

/** Says nothing of whose link it is, and spends nothing: mail scanners open it, too. */
export default async function LinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = systemContext("link page");
  const state = await lookAtLink(ctx, token);
  if (state === "unknown") notFound();
  const agencyName = ctx.env.AGENCY_NAME;
  if (state === "over") {
    return (
      <PlainShell agencyName={agencyName}>
        <PageHeading title="This link is no longer valid" focus>
          <p>Links end after a while, once they are used, or when there is a newer one.</p>
        </PageHeading>
        <LinkButton href="/sign-in">Ask for a new link</LinkButton>
      </PlainShell>
    );
  }
  const { message, fields } = await readFlash();
  return (
    <PlainShell agencyName={agencyName}>
      <PageHeading title="Continue to the portal">
        <p>Press the button to go on. The link is meant for you alone.</p>
      </PageHeading>
      <ActionForm action={`/api/links/${token}`} problem={message ? { message, fields } : null}>
        <Button arrow>Continue</Button>
      </ActionForm>
    </PlainShell>
  );
}
