import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { DayText } from "@/components/ui/time-text";
import type { PlanView } from "@/lib/plan/queries";

type NoAccessVerdictProps = { plan: PlanView; plans: PlanView[]; agencyName: string };

/** The verdict for a plan without access: why, what to buy, who can, and how we know. */
export function NoAccessVerdict({ plan, plans, agencyName }: NoAccessVerdictProps) {
  const enough = plans.filter((one) => one.apiAccess === "yes");
  const [least] = enough;
  return (
    <div className="mb-10">
      <Notice kind="bad" title={`${plan.name} gives integrations no access`}>
        <p>
          Clio lets other software read and write only on higher plans. Until your firm has one,
          nothing can be connected, and the other steps wait.
        </p>
      </Notice>
      <dl className="mt-6">
        <Line term="What to buy">
          {least ? (
            <>
              <strong className="font-semibold">{least.name}</strong>
              {least.price ? ` (${least.price})` : null} is the least that is enough.{" "}
              {enough.length > 1
                ? `${listOf(enough.slice(1).map((one) => one.name))} are, too.`
                : null}
            </>
          ) : (
            "A plan that includes integrations; Clio’s sales team can say which."
          )}
        </Line>
        <Line term="Who can">
          The primary subscriber or an administrator of your Clio account, in Clio under Settings,
          then Subscription.
        </Line>
        <Line term="Afterwards">Come back to this page and press the new plan below.</Line>
        <Line term="How we know">
          You told us. {agencyName} cannot see your plan in Clio. What {plan.name} includes is known
          as of <DayText day={plan.asOf} />.
        </Line>
      </dl>
    </div>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 border-b border-line py-3 wide:grid-cols-[9rem_minmax(0,1fr)]">
      <dt className="font-semibold">{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** "Advanced and Expand". */
function listOf(names: string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}
