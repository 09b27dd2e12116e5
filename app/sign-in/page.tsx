import type { Metadata } from "next";
import { SsoNotice } from "@/components/staff/sso-notice";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { oidcSettings } from "@/lib/env";
import { oidcRefusals } from "@/lib/identity/staff-rules";
import { currentAgency } from "@/lib/web/agency";
import { systemContext } from "@/lib/web/context";
import { readFlash } from "@/lib/web/flash";

type Props = { searchParams: Promise<{ sent?: string | string[]; sso?: string | string[] }> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  return { title: (await searchParams).sent === "1" ? "Check your mail" : "Sign in" };
}

export default async function SignInPage({ searchParams }: Props) {
  const { sent, sso } = await searchParams;
  const refusal = oidcRefusals.find((one) => one === sso);
  const hasOidc = oidcSettings(systemContext("sign-in page").env) !== null;
  const { agencyName } = await currentAgency();
  if (sent === "1") return <CheckYourMail agencyName={agencyName} />;
  const { message, fields, values } = await readFlash();
  return (
    <PlainShell agencyName={agencyName}>
      {refusal ? <SsoNotice refusal={refusal} /> : null}
      <PageHeading title="Sign in">
        <p>We send you a link by mail. There is no password.</p>
      </PageHeading>
      <ActionForm action="/api/sign-in" problem={message ? { message, fields } : null}>
        <Field
          name="email"
          label="Your e-mail address"
          type="email"
          autoComplete="email"
          defaultValue={values?.email}
          required
        />
        <div className="mt-6">
          <Button>Send the link</Button>
        </div>
      </ActionForm>
      {hasOidc ? (
        <section className="mt-10 border-t border-line pt-5">
          <h2 className="heading text-h3">You work at {agencyName}?</h2>
          <ActionForm action="/api/sign-in/organisation" className="mt-3">
            <Button kind="secondary">Sign in with your organisation</Button>
          </ActionForm>
        </section>
      ) : null}
    </PlainShell>
  );
}

/** The same for every address, known or not. */
function CheckYourMail({ agencyName }: { agencyName: string }) {
  return (
    <PlainShell agencyName={agencyName}>
      <PageHeading title="Check your mail" focus>
        <p>
          If we know this address, a link is on its way. Open it in this browser within ten minutes;
          it works once.
        </p>
        <p>Nothing after a few minutes? Look into your spam folder, or ask for another link.</p>
      </PageHeading>
      <LinkButton href="/sign-in" kind="secondary">
        Ask for another link
      </LinkButton>
    </PlainShell>
  );
}
