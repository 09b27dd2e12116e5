import { Check, CircleX, Clock, type LucideIcon } from "lucide-react";
import { IconWord } from "@/components/ui/icon-word";
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

const icons: Partial<Record<StepState, LucideIcon>> = {
  waiting_clio: Clock,
  waiting_us: Clock,
  problem: CircleX,
  completed: Check,
};

/** Where a step stands, in words. Completed is plain, so that open work stands out. */
export function StepStateText({ state }: { state: StepState }) {
  return (
    <IconWord
      icon={icons[state] ?? null}
      iconClassName={state === "completed" ? "text-ok" : ""}
      className={colours[state]}
    >
      {words[state]}
    </IconWord>
  );
}
