import { CodeGate } from "@/components/onboarding/code-gate";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { problemOf } from "@/components/ui/problem-of";
import type { ConnectionView } from "@/lib/connection/views";
import type { Flash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";

type StatusActionsProps = {
  view: ConnectionView;
  person: { email: string; isCodeConfirmed: boolean };
  isHandedOver: boolean;
  wasCodeSent: boolean;
  flash: Flash;
};

/** What a person can do about the connection: the one next action, check again, and disconnect. */
export function StatusActions({
  view,
  person,
  isHandedOver,
  wasCodeSent,
  flash,
}: StatusActionsProps) {
  const isConnect = view.nextAction === "connect" || view.nextAction === "fix_permissions";
  const problem = problemOf(flash);
  const isAboutCode = wasCodeSent || flash.fields?.code !== undefined;
  return (
    <>
      <div className="flex flex-wrap gap-3">
        {/* A question that waits carries the page's one primary button itself. */}
        {isConnect && !view.pending ? (
          <LinkButton href="/onboarding/connect">Connect Clio</LinkButton>
        ) : null}
        {view.nextAction === "check_plan" && !view.pending ? (
          <LinkButton href="/onboarding/plan">Look at the plan</LinkButton>
        ) : null}
        {view.nextAction === "send_keys" ? (
          <LinkButton href="/onboarding/credentials">Send the keys</LinkButton>
        ) : null}
        {view.identity || view.status === "checking" || view.isReadingAccount ? (
          <ActionForm
            action="/api/connection/check"
            nonce={newFormNonce()}
            problem={isAboutCode ? null : problem}
          >
            <Button kind="secondary">Check again</Button>
          </ActionForm>
        ) : null}
      </div>
      {view.identity && !isHandedOver ? (
        <details open={isAboutCode} className="no-print mt-8 border-t border-line pt-4">
          <summary className="link inline-block min-h-6">Disconnect</summary>
          <p className="mt-3 mb-4 max-w-[60ch]">
            Our access ends at once, and what we keep of it is overwritten. Your data in Clio stays
            as it is.
          </p>
          {person.isCodeConfirmed ? (
            <ActionForm action="/api/connection/disconnect" nonce={newFormNonce()}>
              <Button kind="danger">Disconnect Clio</Button>
            </ActionForm>
          ) : (
            <CodeGate
              next="status"
              purpose="disconnect"
              email={person.email}
              wasSent={isAboutCode}
              problem={isAboutCode ? problem : null}
            />
          )}
        </details>
      ) : null}
    </>
  );
}
