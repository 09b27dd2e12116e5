import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { AttemptView } from "@/lib/connection/views";
import { ValuesToCompare } from "./values-to-compare";

/**
 * For somebody who left for Clio and is back without an answer: a wrong redirect URI or client ID
 * fails on Clio's own page, and nobody returns from there.
 */
export function LeftClio({ attempt }: { attempt: AttemptView }) {
  const isOurs = attempt.isAgencyApplication;
  return (
    <div className="mb-8">
      <Notice
        kind="warn"
        title="Did Clio show an error?"
        actions={
          isOurs ? (
            <LinkButton href="/onboarding/connect#step-help" kind="secondary">
              Tell us what Clio showed
            </LinkButton>
          ) : (
            <LinkButton href="/onboarding/credentials" kind="secondary">
              Send the keys again
            </LinkButton>
          )
        }
      >
        <p>
          You went to Clio and came back without an answer.{" "}
          {isOurs
            ? "If Clio showed an error, it is ours to mend: please tell us. If it did not, connect again."
            : "If Clio showed an error, one of these two values differs from what is saved in your application there. If it did not, connect again."}
        </p>
        {isOurs ? null : (
          <div className="mt-4">
            <ValuesToCompare attempt={attempt} />
          </div>
        )}
        <p className="mt-4 text-small text-muted">Reference {attempt.reference}</p>
      </Notice>
    </div>
  );
}
