import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { FormProblem } from "@/components/ui/form-problem";
import type { HandOverStep } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";

type CodeGateProps = {
  /** The page that asks, by the name of lib/web/code-pages. */
  next: "people" | `people_${HandOverStep}` | "credentials" | "status";
  /** What the code is for, after "Before you can". */
  purpose: string;
  email: string;
  wasSent: boolean;
  problem: FormProblem | null;
};

/** Stands in the place of what could harm, until a mailed code was entered once in this session. */
export function CodeGate({ next, purpose, email, wasSent, problem }: CodeGateProps) {
  return (
    <div className="max-w-[40rem] border-l-4 border-accent pl-4">
      <p>
        Before you can {purpose}, we make sure that it is you: we mail a code of six digits to{" "}
        <span className="[overflow-wrap:anywhere]">{email}</span>. Once is enough until you sign
        out.
      </p>
      {wasSent ? (
        <ActionForm
          action="/api/onboarding/code"
          nonce={newFormNonce()}
          problem={problem}
          className="mt-4 space-y-4"
        >
          <input type="hidden" name="next" value={next} />
          <Field
            name="code"
            label="The code from the mail"
            hint="Six digits. It holds for ten minutes."
            autoComplete="one-time-code"
            inputMode="numeric"
            exact
          />
          <Button kind="secondary">Confirm</Button>
        </ActionForm>
      ) : null}
      <ActionForm
        action="/api/onboarding/code/send"
        nonce={newFormNonce()}
        problem={wasSent ? null : problem}
        className="mt-4"
      >
        <input type="hidden" name="next" value={next} />
        <Button kind={wasSent ? "quiet" : "secondary"}>
          {wasSent ? "Mail another code" : "Mail me the code"}
        </Button>
      </ActionForm>
    </div>
  );
}
