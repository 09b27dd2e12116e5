import type { ReactNode } from "react";
import { OutsideLink } from "@/components/onboarding/outside-link";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import type { PendingView } from "@/lib/connection/views";
import { isDoubtful } from "@/lib/connection/rules";
import { resourceNames } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";
import { signWords } from "./sign-words";

type PendingDecisionProps = {
  pending: PendingView;
  firmName: string;
  /** Only the main contact may say yes to what a handed-over step connected. */
  mayConfirm: boolean;
  contactName: string;
  /** Who looks was handed this step: what is connected is for the firm's people to decide. */
  isOfColleague: boolean;
  /** Where the firm mends its own application; null when the application is the agency's. */
  developerPortalUrl: string | null;
};

/** The question that waits after the return from Clio: both names, why we ask, and each answer. */
export function PendingDecision(props: PendingDecisionProps) {
  const { pending } = props;
  switch (pending.reason) {
    case "confirm_account":
      return <ConfirmAccount {...props} />;
    case "different_account":
      return <DifferentAccount {...props} />;
    case "fewer_permissions":
      return <FewerPermissions {...props} />;
    case "plan_suspected":
      return (
        <Choices>
          <LinkButton href="/onboarding/plan">Look at the plan</LinkButton>
          <LinkButton href="/onboarding/connect" kind="secondary">
            Connect again
          </LinkButton>
        </Choices>
      );
    case "account_unreadable":
      return <UnreadableAccount {...props} />;
    case "agency_confirms":
    default:
      return null;
  }
}

function ConfirmAccount({ pending, firmName, mayConfirm, contactName }: PendingDecisionProps) {
  const { identity, signs, beforeName, isHandedOver } = pending;
  return (
    <section className="my-6">
      <p>
        For <strong className="font-semibold">{firmName}</strong> you signed in to{" "}
        <strong className="font-semibold">{identity?.accountName}</strong> as {identity?.userName}
        {identity?.userEmail ? `, ${identity.userEmail}` : null}.
      </p>
      {beforeName ? (
        <p className="mt-2">
          Before, it was <strong className="font-semibold">{beforeName}</strong>. We have allowed
          this change; the account before stays connected until you say yes.
        </p>
      ) : null}
      {signs.length > 0 ? (
        <div className="mt-4 border-l-4 border-warn pl-4">
          <p className="font-semibold">Please look twice: it may be a trial or developer account</p>
          <ul className="list-disc pl-5">
            {signs.map((sign) => (
              <li key={sign}>{signWords[sign]}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {mayConfirm ? (
        <Choices>
          {isDoubtful(signs) ? <Discard grantId={pending.grantId} isPrimary /> : null}
          <Decide action="confirm" grantId={pending.grantId}>
            <Button
              name="decision"
              value="account"
              kind={isDoubtful(signs) ? "secondary" : "primary"}
            >
              Yes, this is our live account
            </Button>
          </Decide>
          {isDoubtful(signs) ? null : <Discard grantId={pending.grantId} />}
          <DeveloperAccount grantId={pending.grantId} />
        </Choices>
      ) : (
        <p className="mt-4 border-l-4 border-accent pl-4">
          {isHandedOver
            ? `Thank you. ${contactName} is asked to confirm this account; there is nothing more for you to do.`
            : `${contactName}, your firm’s main contact, confirms this account.`}
        </p>
      )}
    </section>
  );
}

function DifferentAccount({ pending, firmName, isOfColleague }: PendingDecisionProps) {
  const { identity, beforeName, verdict } = pending;
  return (
    <section className="my-6">
      <p>
        For <strong className="font-semibold">{firmName}</strong> you signed in to{" "}
        <strong className="font-semibold">{identity?.accountName}</strong> as {identity?.userName}.
        {beforeName ? (
          <>
            {" "}
            Connected before: <strong className="font-semibold">{beforeName}</strong>.
          </>
        ) : null}
      </p>
      <p className="mt-2 text-muted">
        Clio goes on with whoever is signed in there in this browser. Sign out of Clio first, then
        connect again with the right account.
      </p>
      {isOfColleague ? (
        <Choices>
          <LinkButton href="/onboarding/connect">Connect again</LinkButton>
        </Choices>
      ) : (
        <Choices>
          <Discard grantId={pending.grantId} isPrimary />
          {verdict === "different" ? <DeveloperAccount grantId={pending.grantId} /> : null}
          <ActionForm action="/api/connection/ask-change" nonce={newFormNonce()}>
            <Button kind="secondary">
              {beforeName ? "Ask us to change the account" : "Ask us about this account"}
            </Button>
          </ActionForm>
        </Choices>
      )}
    </section>
  );
}

function FewerPermissions({ pending, isOfColleague, contactName }: PendingDecisionProps) {
  return (
    <section className="my-6">
      <p>
        {pending.identity?.userName} lacks:{" "}
        {pending.lost.map((resource) => resourceNames[resource]).join(", ")}.
      </p>
      {isOfColleague ? (
        <p className="mt-2">
          {contactName} decides which one to use; there is nothing more for you to do.
        </p>
      ) : (
        <Choices>
          <Decide action="discard" grantId={pending.grantId}>
            <Button name="decision" value="another_person">
              Let another person connect
            </Button>
          </Decide>
          <Decide action="confirm" grantId={pending.grantId}>
            <Button name="decision" value="keep_anyway" kind="secondary">
              Use this one anyway
            </Button>
          </Decide>
        </Choices>
      )}
    </section>
  );
}

/** What has to be mended before Clio says whose account it is: in the application, or at the user. */
function UnreadableAccount({ pending, developerPortalUrl }: PendingDecisionProps) {
  const names = (pending.refused.length > 0 ? pending.refused : (["users"] as const)).map(
    (resource) => resourceNames[resource],
  );
  const list = new Intl.ListFormat("en", { type: "conjunction" }).format(names);
  return (
    <section className="my-6 max-w-[60ch]">
      {developerPortalUrl ? (
        <p>
          Tick <strong className="font-semibold">{list}</strong> in{" "}
          <OutsideLink href={developerPortalUrl}>your application</OutsideLink>, save, and connect
          again. If everything is ticked already, the Clio user lacks the right: let an
          administrator of your Clio account connect.
        </p>
      ) : (
        <p>
          The Clio user who allowed the access may not see {list} in Clio. Let an administrator of
          your Clio account connect.
        </p>
      )}
      <Choices>
        <LinkButton href="/onboarding/connect">Connect again</LinkButton>
      </Choices>
    </section>
  );
}

type Grant = Pick<PendingView, "grantId">;

function Discard({ grantId, isPrimary = false }: Grant & { isPrimary?: boolean }) {
  return (
    <Decide action="discard" grantId={grantId}>
      <Button kind={isPrimary ? "primary" : "secondary"}>Use another account</Button>
    </Decide>
  );
}

function DeveloperAccount({ grantId }: Grant) {
  return (
    <Decide action="discard" grantId={grantId}>
      <Button name="decision" value="developer" kind="secondary">
        That was my developer account
      </Button>
    </Decide>
  );
}

/** A form that says which grant it decides about: the one that this page tells of. */
function Decide(props: Grant & { action: "confirm" | "discard"; children: ReactNode }) {
  return (
    <ActionForm action={`/api/connection/${props.action}`} nonce={newFormNonce()}>
      <input type="hidden" name="grant" value={props.grantId} />
      {props.children}
    </ActionForm>
  );
}

function Choices({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap gap-3">{children}</div>;
}
