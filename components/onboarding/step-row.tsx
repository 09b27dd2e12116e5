import { DayText } from "@/components/ui/time-text";
import type { Day } from "@/lib/settings/rules";
import type { StepState } from "@/lib/vocabulary";
import { StepStateText } from "./step-state";

export type StepRowProps = {
  title: string;
  /** One short line. For a locked step, its reason ("After …"). */
  hint: string;
  state: StepState;
  /** For a step that waits: since which day. */
  since: Day | null;
  /** Null for a step that cannot be opened. */
  href: string | null;
};

/** One line of the checklist. The whole row is the link; a locked row is grey text with its reason. */
export function StepRow(props: StepRowProps & { id: string }) {
  const { id, title, hint, state, since, href } = props;
  const hintId = `${id}-hint`;
  const stateId = `${id}-state`;
  return (
    <li className="relative flex flex-col gap-x-6 border-b border-line py-4 wide:flex-row print:py-2.5 wide:justify-between">
      <div className="min-w-0">
        {href ? (
          <a
            href={href}
            aria-describedby={`${hintId} ${stateId}`}
            className="link text-row font-semibold after:absolute after:inset-0"
          >
            {title}
          </a>
        ) : (
          <span
            className={`text-row ${state === "locked" ? "text-muted" : "font-semibold"}`}
            aria-describedby={hintId}
          >
            {title}
          </span>
        )}
        <p id={hintId} className="text-hint text-muted">
          {hint}
          {since ? (
            <>
              {" "}
              Since <DayText day={since} />.
            </>
          ) : null}
        </p>
      </div>
      <p id={stateId} className="shrink-0">
        <StepStateText state={state} />
      </p>
    </li>
  );
}
