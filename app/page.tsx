import type { Metadata } from "next";
import { connection } from "next/server";
import { LinkButton } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { PlainShell } from "@/components/ui/plain-shell";
import { currentAgency } from "@/lib/web/agency";

export const metadata: Metadata = { title: "Connect your firm’s Clio account" };

const facts = [
  {
    term: "How long it takes",
    text: "About 20 minutes of your time. You can stop and come back at any step. If your firm needs a developer account, Clio takes up to a few days more.",
  },
  {
    term: "What you need",
    text: "An administrator of your firm’s Clio account, and a Clio plan that lets integrations in. Both are looked at first.",
  },
  {
    term: "What happens",
    text: "You follow a checklist, press Connect Clio, and allow the access in Clio. Then we try every permission, and you see here at any time whether it works.",
  },
];

/** For a firm's administrator who comes without a link: what this is, and how to get in. */
export default async function LandingPage() {
  await connection();
  const { agencyName, supportEmail } = await currentAgency();
  return (
    <PlainShell agencyName={agencyName}>
      <PageHeading title="Connect your firm’s Clio account">
        <p>
          Here you give the integration that {agencyName} builds for your firm access to your Clio
          account, step by step, and you decide about it at any time.
        </p>
      </PageHeading>
      <dl className="mb-8 border-t border-line">
        {facts.map(({ term, text }) => (
          <div
            key={term}
            className="grid gap-x-6 border-b border-line py-3 wide:grid-cols-[11rem_minmax(0,1fr)]"
          >
            <dt className="font-semibold">{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="mb-6">
        If you have an invitation, open the link in its mail. If you have been here before, we send
        you a link to sign in.
      </p>
      <LinkButton href="/sign-in">Sign in</LinkButton>
      <p className="mt-8 text-hint text-muted">
        No invitation yet? Write to{" "}
        <a className="link" href={`mailto:${supportEmail}`}>
          {supportEmail}
        </a>
        .
      </p>
    </PlainShell>
  );
}
