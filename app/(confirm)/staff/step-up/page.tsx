import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FactorCodeForm } from "@/components/staff/factor-code-form";
import { SsoNotice } from "@/components/staff/sso-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { problemOf } from "@/components/ui/problem-of";
import { oidcRefusals } from "@/lib/identity/staff-rules";
import { currentAgency } from "@/lib/web/agency";
import { flashValue, readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";
import { staffPath } from "@/lib/web/staff-path";

export const metadata: Metadata = { title: "Confirm that it is you" };

type Props = { searchParams: Promise<{ next?: string | string[]; sso?: string | string[] }> };

/** Asks for the second factor again before what could harm, and leads back. */
export default async function StepUpPage({ searchParams }: Props) {
  const { session } = await requireStaffPage();
  const { next: asked, sso } = await searchParams;
  const refusal = oidcRefusals.find((one) => one === sso);
  const next = staffPath(typeof asked === "string" ? asked : null);
  const [flash, typed, { agencyName }] = await Promise.all([
    readFlash(),
    flashValue(),
    currentAgency(),
  ]);
  const isByOidc = session.method === "oidc";
  if (!session.hasFactor && !isByOidc) redirect(next);
  const problem = problemOf(flash);
  const carried = (
    <>
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="typed" value={flash.values?.typed ?? typed ?? ""} />
    </>
  );
  return (
    <PlainShell agencyName={agencyName}>
      {refusal ? <SsoNotice refusal={refusal} /> : null}
      <PageHeading title="Confirm that it is you" focus={problem === null}>
        <p>
          What you are about to do could harm a firm or a colleague, so we ask for your second
          factor once more. It holds for ten minutes. Nothing has changed yet.
        </p>
      </PageHeading>
      {isByOidc ? (
        <ActionForm action="/api/staff/step-up/organisation" problem={problem}>
          {carried}
          <Button>Sign in with your organisation again</Button>
        </ActionForm>
      ) : (
        <FactorCodeForm
          action="/api/staff/step-up"
          problem={problem}
          button="Confirm"
          hint="Six digits from your app, or one of your recovery codes."
        >
          {carried}
        </FactorCodeForm>
      )}
      <p className="mt-8 text-hint">
        <a href={next} className="link min-h-6">
          Go back without confirming
        </a>
      </p>
    </PlainShell>
  );
}
