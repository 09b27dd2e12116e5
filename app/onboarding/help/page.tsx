import type { Metadata } from "next";
import type { ReactNode } from "react";
import { BackLink } from "@/components/onboarding/back-link";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { Page } from "@/components/ui/page";
import { PageHeading } from "@/components/ui/page-heading";
import { DayText } from "@/components/ui/time-text";
import { redirectUri } from "@/lib/applications/addresses";
import { loadConnection } from "@/lib/connection/queries";
import { loadChecklist } from "@/lib/onboarding/queries";
import { listPlans } from "@/lib/plan/queries";
import { regionHosts } from "@/lib/vocabulary";
import { currentAgency } from "@/lib/web/agency";
import { requireFirmPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Help" };

type Topic = { id: string; title: string; content: ReactNode };

/** The common issues together, each with what is known of this firm. */
export default async function HelpPage() {
  const { ctx, firmId } = await requireFirmPage();
  const [agency, firm, connection, plans] = await Promise.all([
    currentAgency(),
    loadChecklist(ctx, firmId),
    loadConnection(ctx, firmId),
    listPlans(ctx),
  ]);
  const { agencyName } = agency;
  const { developer } = firm;
  const plan = plans.find(({ code }) => code === firm.planAnswer)?.name ?? null;
  const enough = plans.filter(({ apiAccess }) => apiAccess === "yes").map(({ name }) => name);
  const account = connection.identity?.accountName ?? null;
  const isAgency = firm.route === "agency";
  const topics: Topic[] = [
    {
      id: "plan",
      title: "Is our Clio plan enough?",
      content: (
        <>
          <p>
            EasyStart has no access for integrations: everything we ask is refused. {list(enough)}{" "}
            have it. This is the commonest blocker of all, so look at the plan first.
          </p>
          <p>
            {plan ? `You told us ${plan}.` : "You have not told us your plan yet."}{" "}
            {firm.planConfirmedAt
              ? "Clio has confirmed that your account has access."
              : "Clio has not confirmed it yet; connecting does."}{" "}
            <a className="link" href="/onboarding/plan">
              Look at the plan
            </a>
          </p>
        </>
      ),
    },
    ...(firm.route === "firm_developer"
      ? [
          {
            id: "developer-account",
            title: "Clio has not converted the developer account",
            content: (
              <>
                <p>
                  Conversion is not always instant. After a few business days without a word, write
                  to Clio’s developer support; we prepare the mail for you. {agencyName} can also
                  ask its own contacts at Clio.
                </p>
                <p>
                  {developer.appliedOn ? (
                    <>
                      You applied on <DayText day={developer.appliedOn} />.
                    </>
                  ) : (
                    "You have not told us yet that you applied."
                  )}{" "}
                  <a className="link" href="/onboarding/developer-account">
                    Open the step
                  </a>
                </p>
              </>
            ),
          },
        ]
      : []),
    {
      id: "wrong-account",
      title: "Which account do I sign in to?",
      content: (
        <p>
          Your firm’s live account, the one with your real matters
          {account ? `: ${account}` : null}. Authorizing from a trial or developer account connects
          test data. Clio goes on with whoever is signed in in this browser, so look at the name in
          Clio’s corner before you press Connect Clio. Your address there begins with{" "}
          {firm.region ? regionHosts[firm.region] : "the host that you see in the address bar"}.
        </p>
      ),
    },
    ...(isAgency
      ? []
      : [
          {
            id: "keys",
            title: "Clio shows an error, or refuses the keys",
            content: (
              <>
                <p>
                  The redirect URI saved in Clio must be exactly{" "}
                  <code className="font-mono text-hint [overflow-wrap:anywhere]">
                    {redirectUri(ctx.env)}
                  </code>
                  . It must not be guessed or shortened.
                </p>
                <p>
                  The client ID is the App Key, and the client secret the App Secret. The short App
                  ID in the address bar is neither.{" "}
                  <a className="link" href="/onboarding/credentials">
                    Send the keys
                  </a>
                </p>
              </>
            ),
          },
        ]),
    {
      id: "ended",
      title: "Do we have to do this again?",
      content: (
        <p>
          No. Access is renewed by itself, and {agencyName} watches it. It ends when somebody
          removes the application in Clio, when the Clio user who connected is disabled, or after a
          long time without use. Then you get a mail with a link, and connecting again takes two
          minutes.
        </p>
      ),
    },
    {
      id: "permissions",
      title: "Why are we asked to allow something new?",
      content: (
        <p>
          When your integration learns something new, it may need another permission, and Clio asks
          you again. You get a mail that says what it is for. What worked before goes on working
          until then.{" "}
          <a className="link" href="/onboarding/status">
            See your permissions
          </a>
        </p>
      ),
    },
    {
      id: "who",
      title: "I am not the right person for this",
      content: (
        <p>
          You need an administrator of your Clio account. You can{" "}
          <a className="link" href="/onboarding/people">
            send one step to a colleague
          </a>{" "}
          or add a person. For partners and IT there is{" "}
          <a className="link" href="/onboarding/sheet">
            the whole thing on one page
          </a>
          .
        </p>
      ),
    },
  ];
  return (
    <Page aside={<ContactBlock agencyName={agencyName} email={agency.supportEmail} />}>
      <BackLink />
      <PageHeading eyebrow={firm.firmName} title="Help">
        <p>What firms ask most, with what we know of yours.</p>
      </PageHeading>
      {topics.map(({ id, title, content }) => (
        <section key={id} id={id} className="mb-8 max-w-[68ch] border-t border-line pt-4">
          <h2 className="heading text-h3">{title}</h2>
          <div className="mt-1 space-y-2">{content}</div>
        </section>
      ))}
    </Page>
  );
}

/** "Advanced and Expand". */
function list(names: string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}
