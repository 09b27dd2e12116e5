import { CodeGate } from "@/components/onboarding/code-gate";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import type { FormProblem } from "@/components/ui/form-problem";
import { newFormNonce } from "@/lib/web/form-nonce";

type DisconnectProps = {
  person: { email: string; isCodeConfirmed: boolean };
  /** The person is at the code that is asked for before. */
  isAboutCode: boolean;
  problem: FormProblem | null;
};

/** Ending the connection on purpose: what it means, and the button, after a mailed code. */
export function Disconnect({ person, isAboutCode, problem }: DisconnectProps) {
  return (
    <details open={isAboutCode} className="no-print mt-8 border-t border-line pt-4">
      <summary className="link inline-block min-h-6">Disconnect</summary>
      <p className="mt-3 mb-4 max-w-[60ch]">
        Our access ends at once, and what we keep of it is overwritten. Your data in Clio stays as
        it is.
      </p>
      {person.isCodeConfirmed ? (
        <ActionForm action="/api/connection/disconnect" nonce={newFormNonce()} problem={problem}>
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
  );
}
