import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { DayText, TimeText } from "@/components/ui/time-text";
import type { FirmChecklist } from "@/lib/onboarding/queries";
import { liveGate, trialOf } from "@/lib/onboarding/rules";
import type { Day } from "@/lib/settings/rules";
import type { LiveCause } from "@/lib/vocabulary";

const causes: Record<LiveCause, string> = {
  by_itself: "by itself, when everything held",
  by_staff: "by staff",
  override: "by an override",
};

type FirmControlsProps = {
  firm: FirmChecklist;
  version?: number;
  mayAct: boolean;
  today: Day;
  now: Date;
  timeZone: string;
  /** An override that was typed before the second factor was asked for. */
  override?: { reason?: string; until?: string } | null;
};

/** What staff decide about a firm: whether it is live, and what Clio was asked. */
export function FirmControls(props: FirmControlsProps) {
  const { firm, mayAct, today } = props;
  const api = `/api/staff/firms/${firm.firmId}`;
  const trialEndsOn = trialOf(firm.developer, today)?.endsOn ?? firm.developer.trialEndsOn;
  return (
    <div className="grid gap-x-10 gap-y-8 wide:grid-cols-2">
      <Live {...props} />
      {firm.route === "firm_developer" ? (
        <section>
          <h3 className="text-hint font-semibold">Developer account</h3>
          <dl className="mt-2 text-hint">
            <Line term="E-mail">{firm.developer.email ?? "–"}</Line>
            <Line term="Trial">
              <Day day={firm.developer.trialStartedOn} />
              {trialEndsOn ? (
                <>
                  {" to "}
                  <Day day={trialEndsOn} />
                </>
              ) : null}
            </Line>
            <Line term="Applied">
              <Day day={firm.developer.appliedOn} />
            </Line>
            <Line term="Approved">
              <Day day={firm.developer.approvedOn} />
            </Line>
            <Line term="We asked Clio">
              <Day day={firm.developer.askedClioOn} />
            </Line>
          </dl>
          {mayAct ? (
            <ActionForm action={`${api}/asked-clio`} className="mt-3 space-y-3">
              <Field
                name="asked_on"
                label="We asked Clio on"
                hint="The firm sees this."
                type="date"
                max={today}
                defaultValue={firm.developer.askedClioOn ?? today}
              />
              <Button kind="secondary" dense>
                Note it
              </Button>
            </ActionForm>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}

/** Of the firm as this page shows it: who saves over a newer one is told so. */
function VersionField({ version }: { version: number | undefined }) {
  return version === undefined ? null : <input type="hidden" name="version" value={version} />;
}

function Live(props: FirmControlsProps) {
  const { firm, version, mayAct, today, now, timeZone, override = null } = props;
  const api = `/api/staff/firms/${firm.firmId}/live`;
  const { live, checklist } = firm;
  const gate = liveGate(checklist);
  return (
    <section>
      <h3 className="text-hint font-semibold">Live</h3>
      <p className="mt-2">
        {checklist.isLive && live.at && live.cause ? (
          <>
            Live since <TimeText at={live.at} now={now} timeZone={timeZone} />, {causes[live.cause]}
            {live.until ? (
              <>
                , until <TimeText at={live.until} timeZone={timeZone} />
              </>
            ) : null}
            .{live.reason ? ` Reason: ${live.reason}` : null}
          </>
        ) : gate.isOpen ? (
          "Not live. Everything holds: it can be switched on."
        ) : (
          `Not live. Missing: ${gate.missing.join(", ")}.`
        )}
      </p>
      {mayAct ? (
        <>
          <ActionForm action={api} className="mt-3">
            <VersionField version={version} />
            {checklist.isLive && live.cause !== "override" ? (
              <Button name="decision" value="off" kind="secondary" dense>
                Switch off
              </Button>
            ) : gate.isOpen ? (
              <Button name="decision" value="on" kind="secondary" dense>
                Switch on
              </Button>
            ) : checklist.isLive ? (
              <Button name="decision" value="off" kind="secondary" dense>
                End the override
              </Button>
            ) : null}
          </ActionForm>
          {gate.isOpen && !checklist.isLive ? null : (
            <details className="mt-3" open={override !== null}>
              <summary className="link inline-block min-h-6">Override</summary>
              <ActionForm action={api} className="mt-3 space-y-3">
                <VersionField version={version} />
                <Field
                  name="reason"
                  label="Reason"
                  hint="Kept in the history."
                  defaultValue={override?.reason}
                />
                <Field
                  name="until"
                  label="Until"
                  type="date"
                  min={today}
                  defaultValue={override?.until}
                />
                <Button name="decision" value="override" kind="secondary" dense>
                  Switch on all the same
                </Button>
              </ActionForm>
            </details>
          )}
        </>
      ) : null}
    </section>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 border-b border-line py-1.5">
      <dt className="w-24 shrink-0 text-muted wide:w-32">{term}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function Day({ day }: { day: string | null }) {
  return day ? <DayText day={day} /> : "–";
}
