import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import type { FormProblem } from "@/components/ui/form-problem";
import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import type { ChainState } from "@/lib/events/verify-now";

type ChainStateProps = {
  state: ChainState;
  mayVerify: boolean;
  nonce: string;
  problem: FormProblem | null;
  now: Date;
  timeZone: string;
};

/** How sure we can be of the history: what the last verification found, and up to where it is sealed. */
export function ChainStateNotice(props: ChainStateProps) {
  const { state, mayVerify, nonce, problem, now, timeZone } = props;
  const { verified, anchor } = state;
  const isWrong = verified !== null && verified.wrong > 0;
  return (
    <div id="chain" className="mb-6">
      <Notice
        kind={isWrong ? "bad" : verified ? "ok" : "info"}
        title={titleOf(verified)}
        isBrief
        actions={
          mayVerify ? (
            <ActionForm
              action="/api/staff/history/verify"
              nonce={nonce}
              problem={problem}
              busyText="Computing every hash anew."
            >
              <Button kind="secondary" dense>
                Verify now
              </Button>
            </ActionForm>
          ) : null
        }
      >
        {verified ? (
          <p className="text-hint">
            Verified by {verified.byName}{" "}
            <TimeText at={verified.at} now={now} timeZone={timeZone} />, up to the {verified.events}{" "}
            events that there were.
          </p>
        ) : null}
        {isWrong ? (
          <p className="text-hint wrap-anywhere">
            {verified.first} Nobody should rely on this history before it is known why.
          </p>
        ) : null}
        {anchor ? (
          <p className="text-hint">
            Sealed up to link {anchor.throughSeq} by anchor {anchor.seq} of{" "}
            <TimeText at={anchor.at} now={now} timeZone={timeZone} />.
          </p>
        ) : null}
      </Notice>
    </div>
  );
}

function titleOf(verified: ChainState["verified"]): string {
  if (!verified) return "Nobody has verified the chain yet";
  if (verified.wrong === 0) return "The chain is as it was written";
  return verified.wrong === 1
    ? "The chain is broken: 1 thing is wrong"
    : `The chain is broken: ${verified.wrong} things are wrong`;
}
