import type { Metadata } from "next";
import { PlanFields } from "@/components/staff/plan-fields";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { now } from "@/lib/context";
import { listStaffPlans } from "@/lib/plan/queries";
import { dayOf } from "@/lib/settings/rules";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Add a plan" };

export default async function NewPlanPage() {
  const { ctx } = await requireStaffPage();
  const [plans, { timeZone }, at, flash] = await Promise.all([
    listStaffPlans(ctx),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const last = Math.max(0, ...plans.map(({ position }) => position));
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/plans">
            Plans
          </a>
        }
        title="Add a plan"
        dense
      >
        {isAdmin ? null : <p>Only administrators can change this.</p>}
      </PageHeading>
      <ActionForm
        action="/api/staff/plans"
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="max-w-[40rem] space-y-6"
      >
        <PlanFields
          values={{ position: String(Math.min(99, last + 1)), ...flash.values }}
          today={dayOf(at, timeZone)}
          firmsThatFollow={0}
        />
        {isAdmin ? <Button>Add the plan</Button> : null}
      </ActionForm>
    </>
  );
}
