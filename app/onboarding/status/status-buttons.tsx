import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import type { FormProblem } from "@/components/ui/form-problem";
import type { ConnectionView } from "@/lib/connection/views";
import { newFormNonce } from "@/lib/web/form-nonce";

/** The one next action of a connection, and asking Clio again where there is something to ask. */
export function StatusButtons(props: { view: ConnectionView; problem: FormProblem | null }) {
  const { view, problem } = props;
  const next = nextPage(view);
  const canCheck = view.identity || view.status === "checking" || view.isReadingAccount;
  if (!next && !canCheck) return null;
  return (
    <div className="flex flex-wrap gap-3">
      {next ? (
        <LinkButton href={next.href} arrow>
          {next.label}
        </LinkButton>
      ) : null}
      {canCheck ? (
        <ActionForm action="/api/connection/check" nonce={newFormNonce()} problem={problem}>
          <Button kind="secondary">Check again</Button>
        </ActionForm>
      ) : null}
    </div>
  );
}

/** Where the next action is done; a question that waits carries its own buttons. */
function nextPage({
  nextAction,
  pending,
  scopes,
  isAgencyApplication,
}: ConnectionView): { href: string; label: string } | null {
  if (nextAction === "send_keys")
    return { href: "/onboarding/credentials", label: "Send the keys" };
  if (pending) return null;
  if (nextAction === "check_plan") return { href: "/onboarding/plan", label: "Look at the plan" };
  const isInApplication = scopes.some(({ result }) => result === "missing_in_application");
  if (nextAction === "fix_permissions" && isInApplication && !isAgencyApplication) {
    return { href: "/onboarding/connect", label: "Fix it in two steps" };
  }
  const isConnect = nextAction === "connect" || nextAction === "fix_permissions";
  return isConnect ? { href: "/onboarding/connect", label: "Connect Clio" } : null;
}
