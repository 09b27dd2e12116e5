import { Clock } from "lucide-react";
import { StatusBadge } from "@/components/connection/status-badge";
import { StepStateText } from "@/components/onboarding/step-state";
import { IconWord } from "@/components/ui/icon-word";
import type { QueueRowView } from "@/lib/staff/queue-views";
import { causeWords, helpKindWords, missingWords, reasonWords, stepWaitWords } from "./queue-words";

/** How a firm stands and why: a picture with its word, and a few words below. */
export function QueueState({ row }: { row: QueueRowView }) {
  return (
    <>
      <StateWord row={row} />
      <span className="block max-w-[44ch] text-small text-muted [overflow-wrap:anywhere]">
        {whyOf(row)}
      </span>
      {row.isLeftForClio ? (
        <span className="block text-small font-semibold">Left for Clio, not back</span>
      ) : null}
    </>
  );
}

function StateWord({ row }: { row: QueueRowView }) {
  const { tab, status, stepState } = row;
  if (tab === "needs_us") {
    return (
      <IconWord icon={Clock} className="font-semibold text-wait">
        Waiting for us
      </IconWord>
    );
  }
  const isInSteps = tab === "waiting_firm" || tab === "waiting_clio";
  const isOnboarding = isInSteps && (status === "not_connected" || status === "working");
  if (isOnboarding && stepState && stepState !== "completed") {
    return <StepStateText state={stepState} />;
  }
  return <StatusBadge status={status} />;
}

/** A question says itself what it is about; everything else has words of ours. */
function whyOf(row: QueueRowView): string {
  const { tab, action, question, accountName, missing, reason, region, status } = row;
  if (tab === "needs_us" && question) {
    const about = `Somebody asked for help: ${helpKindWords[question.kind]}`;
    return question.text ? `${about}. “${shorten(question.text)}”` : about;
  }
  if (tab === "needs_us" && action === "answer_help") return "Somebody asked for help";
  if (tab === "needs_us" && accountName) {
    return `Is “${accountName}” the firm’s account? The name does not look like it.`;
  }
  const cause = tab === "needs_us" ? causeWords(action, region) : null;
  if (cause) return cause;
  if (status === "needs_attention" && missing.length > 0 && reason !== "plan_suspected") {
    return missingWords(missing) ?? reasonWords[reason];
  }
  const isOnItsWay = status === "not_connected" || status === "working";
  const waits = isOnItsWay ? stepWaitWords(row.step, row.stepState, reason) : null;
  return waits ?? reasonWords[reason];
}

const LONGEST = 160;

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).trimEnd()}…`;
}
