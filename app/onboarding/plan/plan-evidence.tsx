import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import type { FirmChecklist } from "@/lib/onboarding/queries";

type PlanEvidenceProps = {
  firm: FirmChecklist;
  planName: string | null;
  now: Date;
  timeZone: string;
};

/** The verdict on the plan, and how we know: Clio's own answer, what the firm told us, or not yet. */
export function PlanEvidence({ firm, planName, now, timeZone }: PlanEvidenceProps) {
  const { plan, planAnsweredAt, planConfirmedAt } = firm;
  const time = (at: Date) => <TimeText at={at} now={now} timeZone={timeZone} />;
  if (plan === "confirmed" && planConfirmedAt) {
    return (
      <Frame>
        <Notice kind="ok" title="Your plan is enough" level={2}>
          <p>
            Clio’s interface answered for your account {time(planConfirmedAt)}. That excludes a plan
            without access.{planName ? ` You told us: ${planName}.` : null}
          </p>
        </Notice>
      </Frame>
    );
  }
  if (plan === "has_access" && planAnsweredAt) {
    return (
      <Frame>
        <Notice kind="ok" title={`${planName} is enough`} level={2}>
          <p>You told us {time(planAnsweredAt)}. Clio has not confirmed it yet; connecting does.</p>
        </Notice>
      </Frame>
    );
  }
  if (!planAnsweredAt) return null;
  return (
    <Frame>
      <Notice kind="info" title="Not confirmed yet" level={2}>
        <p>
          {planName
            ? `You told us ${planName}. Whether it has access for integrations is not known to us.`
            : "You told us that you are not sure."}{" "}
          You can go on. If Clio then refuses everything, the plan is the first thing to look at.
        </p>
        <p>
          To find out now: in Clio, open Settings, then Subscription, or ask the person who pays for
          Clio at your firm.
        </p>
      </Notice>
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  return <div className="mb-8">{children}</div>;
}
