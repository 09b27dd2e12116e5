import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { FormProblem } from "@/components/ui/form-problem";
import { newFormNonce } from "@/lib/web/form-nonce";

type FactorCodeFormProps = {
  action: string;
  problem: FormProblem | null;
  button: string;
  hint: string;
  /** Hidden fields. */
  children?: ReactNode;
};

/** Asks for a code of the authenticator app. */
export function FactorCodeForm({ action, problem, button, hint, children }: FactorCodeFormProps) {
  return (
    <ActionForm action={action} nonce={newFormNonce()} problem={problem} className="space-y-6">
      {children}
      <Field name="code" label="Code" hint={hint} autoComplete="one-time-code" exact />
      <Button>{button}</Button>
    </ActionForm>
  );
}
