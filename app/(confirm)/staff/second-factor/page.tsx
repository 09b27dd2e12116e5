import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FactorCodeForm } from "@/components/staff/factor-code-form";
import { QrCode } from "@/components/staff/qr-code";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import type { FormProblem } from "@/components/ui/form-problem";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { problemOf } from "@/components/ui/problem-of";
import { loadOwnFactor } from "@/lib/identity/own-factor";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffAtGate } from "@/lib/web/page";

export const metadata: Metadata = { title: "Second factor" };

/** Between a link and staff's pages: sets the second factor up the first time, and asks for it later. */
export default async function SecondFactorPage() {
  const { ctx, session } = await requireStaffAtGate();
  const [factor, flash, { agencyName }] = await Promise.all([
    loadOwnFactor(ctx),
    readFlash(),
    currentAgency(),
  ]);
  if (factor.state === "set" && session.gate === "open") redirect("/staff/people/me");
  const problem = problemOf(flash);
  return (
    <PlainShell agencyName={agencyName}>
      {factor.state === "set" ? (
        <Enter problem={problem} />
      ) : factor.state === "begun" ? (
        <SetUp {...factor} problem={problem} />
      ) : (
        <Begin problem={problem} />
      )}
      <div className="mt-10 flex flex-wrap gap-x-6 gap-y-2 border-t border-line pt-4 text-hint">
        {session.gate === "open" ? (
          <a href="/staff" className="link min-h-6">
            Not now
          </a>
        ) : null}
        <form method="post" action="/api/sign-out">
          <button type="submit" className="link min-h-6">
            Sign out
          </button>
        </form>
      </div>
    </PlainShell>
  );
}

function Enter({ problem }: { problem: FormProblem | null }) {
  return (
    <>
      <PageHeading title="Enter your second factor" focus={problem === null}>
        <p>Open your authenticator app and type the code that it shows for this portal.</p>
      </PageHeading>
      <FactorCodeForm
        action="/api/staff/second-factor"
        problem={problem}
        button="Continue"
        hint="Six digits, or one of your recovery codes."
      />
      <p className="mt-8 text-hint text-muted">
        You have neither your device nor a recovery code? An administrator of the portal can take
        your second factor away, and you set up a new one.
      </p>
    </>
  );
}

function Begin({ problem }: { problem: FormProblem | null }) {
  return (
    <>
      <PageHeading title="Set up a second factor">
        <p>
          You see every firm’s connection. So that nobody can sign in as you who has only got hold
          of your mail, you sign in with a code of an authenticator app as well.
        </p>
        <p>You need such an app on your phone or computer, and two minutes.</p>
      </PageHeading>
      <ActionForm action="/api/staff/second-factor/begin" nonce={newFormNonce()} problem={problem}>
        <Button arrow>Begin</Button>
      </ActionForm>
    </>
  );
}

type SetUpProps = { secret: string; address: string; problem: FormProblem | null };

function SetUp({ secret, address, problem }: SetUpProps) {
  return (
    <>
      <PageHeading title="Add the portal to your app" />
      <ol className="space-y-6">
        <li>
          <p>
            <strong className="font-semibold">1. Scan this with your authenticator app.</strong>
          </p>
          <div className="mt-3">
            <QrCode text={address} label="QR code with the secret for your app" />
          </div>
          <p className="mt-3 text-hint text-muted">
            Or type this into the app, as a time-based code:
          </p>
          <p id="secret" className="font-mono text-hint [overflow-wrap:anywhere]">
            {(secret.match(/.{4}/g) ?? []).join(" ")}
          </p>
        </li>
        <li>
          <p className="mb-3">
            <strong className="font-semibold">2. Type the code that the app shows now.</strong>
          </p>
          <FactorCodeForm
            action="/api/staff/second-factor/confirm"
            problem={problem}
            button="Switch it on"
            hint="Six digits. There is a new one every 30 seconds."
          />
        </li>
      </ol>
    </>
  );
}
