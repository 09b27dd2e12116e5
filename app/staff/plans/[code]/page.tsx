import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
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

type Props = { params: Promise<{ code: string }> };

/** Read once, for the title and for the page. */
const loadPlan = cache(async (code: string) => {
  const { ctx } = await requireStaffPage();
  const plans = await listStaffPlans(ctx);
  return plans.find((plan) => plan.code === code) ?? notFound();
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadPlan((await params).code)).name };
}

export default async function PlanPage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const { code } = await params;
  const [plan, { timeZone }, at, flash] = await Promise.all([
    loadPlan(code),
    currentAgency(),
    now(ctx),
    readFlash(),
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const stored = {
    name: plan.name,
    former_names: plan.formerNames,
    price: plan.price,
    api_access: plan.apiAccess,
    as_of: plan.asOf,
    position: String(plan.position),
  };
  const version = <input type="hidden" name="version" value={plan.version} readOnly />;
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/plans">
            Plans
          </a>
        }
        title={plan.name}
        dense
      >
        {plan.isRetired ? <p>Retired: only firms that named it before still see it.</p> : null}
        {isAdmin ? null : <p>Only administrators can change this.</p>}
      </PageHeading>
      <ActionForm
        action={`/api/staff/plans/${code}`}
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="max-w-[40rem] space-y-6"
      >
        {version}
        <PlanFields
          values={{ ...stored, ...flash.values }}
          today={dayOf(at, timeZone)}
          firmsThatFollow={plan.firmsThatFollow}
        />
        {isAdmin ? <Button>Save</Button> : null}
      </ActionForm>
      {isAdmin ? (
        <ActionForm
          action={`/api/staff/plans/${code}/offer`}
          nonce={newFormNonce()}
          className="mt-10 max-w-[40rem] border-t border-line pt-5"
        >
          {version}
          <input type="hidden" name="offered" value={plan.isRetired ? "yes" : "no"} />
          <h2 className="heading mb-1 text-h3">
            {plan.isRetired ? "Sold again by Clio?" : "Not sold any more?"}
          </h2>
          <p className="mb-3 text-hint text-muted">
            {plan.isRetired
              ? "Brought back, every firm can choose it again."
              : "Retired, it stays with the firms that named it, and no other firm can choose it."}
          </p>
          <Button kind="secondary" dense>
            {plan.isRetired ? "Bring it back" : "Retire this plan"}
          </Button>
        </ActionForm>
      ) : null}
    </>
  );
}
