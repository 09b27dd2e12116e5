import { Check, CircleX, Clock } from "lucide-react";
import { Icon } from "@/components/ui/icon";
import type { StepState } from "@/lib/vocabulary";

const words: Record<StepState, string> = {
  not_started: "Not yet started",
  in_progress: "In progress",
  not_confirmed: "In progress, not yet confirmed",
  waiting_clio: "Waiting for Clio",
  waiting_us: "Waiting for us",
  problem: "There is a problem",
  locked: "Cannot start yet",
  completed: "Completed",
};

const colours: Record<StepState, string> = {
  not_started: "font-semibold text-accent",
  in_progress: "font-semibold text-accent",
  not_confirmed: "font-semibold text-accent",
  waiting_clio: "font-semibold text-wait",
  waiting_us: "font-semibold text-wait",
  problem: "font-semibold text-bad",
  locked: "text-muted",
  completed: "text-ink",
};

/** Where a step stands, in words. Completed is plain, so that open work stands out. */
export function StepStateText({ state }: { state: StepState }) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-hint ${colours[state]}`}>
      <StateIcon state={state} />
      {words[state]}
    </span>
  );
}

function StateIcon({ state }: { state: StepState }) {
  if (state === "completed") return <Icon as={Check} size={16} className="text-ok" />;
  if (state === "problem") return <Icon as={CircleX} size={16} />;
  if (state === "waiting_clio" || state === "waiting_us") return <Icon as={Clock} size={16} />;
  return null;
}
