import { CircleCheck, CircleX, Clock, Inbox, UserRound, type LucideIcon } from "lucide-react";
import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { TimeText } from "@/components/ui/time-text";
import type { FirmChecklist } from "@/lib/onboarding/queries";
import { stepWords } from "@/lib/onboarding/rules";
import type { QueueRow } from "@/lib/staff/queue-rules";
import { resourceNames, type QueueTab } from "@/lib/vocabulary";
import { tabNames } from "./queue-words";
import { nextFields, nextSteps } from "./verdict-words";

const looks: Record<QueueTab, { icon: LucideIcon; colour: string; edge: string }> = {
  broken: { icon: CircleX, colour: "text-bad", edge: "border-bad" },
  needs_us: { icon: Inbox, colour: "text-warn", edge: "border-warn" },
  waiting_clio: { icon: Clock, colour: "text-wait", edge: "border-wait" },
  waiting_firm: { icon: UserRound, colour: "text-ink", edge: "border-line-strong" },
  going_well: { icon: CircleCheck, colour: "text-ok", edge: "border-ok" },
};

type FirmVerdictProps = {
  row: QueueRow;
  firm: FirmChecklist;
  /** A viewer looks and does not act. */
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** What a firm waits for, on whom, since when, and the one thing to do about it. */
export function FirmVerdict({ row, firm, mayAct, now, timeZone }: FirmVerdictProps) {
  const { icon, colour, edge } = looks[row.tab];
  return (
    <section aria-label="Where it stands" className={`mb-8 border-l-4 py-1 pl-5 ${edge}`}>
      <p className={`flex items-center gap-2 font-semibold ${colour}`}>
        <Icon as={icon} size={20} />
        {tabNames[row.tab]}
      </p>
      <p className="mt-1 max-w-[60ch] text-row">
        {sentenceOf(row, firm)}{" "}
        <span className="text-muted">
          Since <TimeText at={row.since} now={now} timeZone={timeZone} />.
        </span>
      </p>
      {mayAct ? <NextAction row={row} /> : null}
    </section>
  );
}

function sentenceOf(row: QueueRow, firm: FirmChecklist): string {
  if (row.tab === "going_well") {
    return firm.checklist.isLive
      ? "It is live, and nobody has to do anything."
      : "Nobody has to do anything.";
  }
  if (row.tab === "broken") {
    const names = row.missing.map((one) => resourceNames[one]).join(", ");
    const what = names
      ? `It worked, and now Clio refuses ${names}.`
      : "It worked, and now it does not.";
    return `${what} ${firm.contact.name} has to connect again or mend it.`;
  }
  const why = row.action === "none" ? undefined : nextSteps[row.action].why;
  if (row.tab === "needs_us") return why ?? "Something waits for us.";
  const step = row.step ? `“${stepWords[row.step].title}”` : "an answer";
  if (row.tab === "waiting_clio") return `${step} waits for Clio.`;
  return `${firm.contact.name} has to do ${step}.`;
}

function NextAction({ row }: { row: QueueRow }) {
  const { firmId, action, actionRef } = row;
  if (action === "none") return null;
  const { label, endpoint, href } = nextSteps[action];
  if (!endpoint) {
    return (
      <p className="mt-3">
        <LinkButton href={href ?? "#"} dense>
          {label}
        </LinkButton>
      </p>
    );
  }
  return (
    <ActionForm action={`/api/staff/firms/${firmId}/${endpoint}`} className="mt-3">
      {Object.entries(nextFields(action, actionRef)).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button dense>{label}</Button>
    </ActionForm>
  );
}
