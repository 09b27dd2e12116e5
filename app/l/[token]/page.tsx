import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { lookAtLink, otherFirmOf } from "@/lib/identity/look-at-link";
import { currentAgency } from "@/lib/web/agency";
import { currentSession, systemContext } from "@/lib/web/context";
import { readFlash } from "@/lib/web/flash";

export const metadata: Metadata = { title: "Your link", robots: { index: false, follow: false } };

/**
 * Says nothing of whose link it is, and spends nothing: mail scanners open it, too. Only somebody who
 * is signed in for another firm is told for which one it is.
 */
export default async function LinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = systemContext("link page");
  const state = await lookAtLink(ctx, token);
  if (state === "unknown") notFound();
  const { agencyName } = await currentAgency();
  if (state === "over") {
    return (
      <PlainShell agencyName={agencyName}>
        <PageHeading title="This link is no longer valid" focus>
          <p>
            Links end after a while, once they are used, when there is a newer one, or when what
            they were for is done.
          </p>
        </PageHeading>
        <LinkButton href="/sign-in">Ask for a new link</LinkButton>
      </PlainShell>
    );
  }
  const { message, fields } = await readFlash();
  const names = await otherFirmOf(ctx, { token, session: await currentSession() });
  return (
    <PlainShell agencyName={agencyName}>
      {names ? (
        <PageHeading title={`This link is for ${names.other}`}>
          <p>
            You are signed in for <strong className="font-semibold">{names.current}</strong>. If you
            go on, what you do next counts for{" "}
            <strong className="font-semibold">{names.other}</strong>, and you are signed out of{" "}
            {names.current}.
          </p>
        </PageHeading>
      ) : (
        <PageHeading title="Continue to the portal">
          <p>Press the button to go on. The link is meant for you alone.</p>
        </PageHeading>
      )}
      <ActionForm action={`/api/links/${token}`} problem={message ? { message, fields } : null}>
        <div className="flex flex-wrap gap-3">
          {names ? (
            <Button name="answer" value="switch">
              Go on for {names.other}
            </Button>
          ) : (
            <Button arrow>Continue</Button>
          )}
          {names ? (
            <LinkButton href="/onboarding" kind="secondary">
              Stay with {names.current}
            </LinkButton>
          ) : null}
        </div>
        <p className="mt-10 border-t border-line pt-4 text-hint text-muted">
          You did not expect this?{" "}
          <button name="answer" value="not_me" className="link min-h-6">
            This is not for me
          </button>
        </p>
      </ActionForm>
    </PlainShell>
  );
}
