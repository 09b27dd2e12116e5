import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { routeNames } from "@/components/staff/route-names";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { listReminderRules } from "@/lib/staff/list-reminder-rules";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Reminders of a step" };

type Props = { params: Promise<{ route: string; step: string }> };

const text = (days: number | null) => (days === null ? "" : String(days));

export default async function ReminderRulePage({ params }: Props) {
  const { ctx } = await requireStaffPage();
  const [asked, all, flash] = await Promise.all([params, listReminderRules(ctx), readFlash()]);
  const found = all.find(({ route }) => route === asked.route) ?? notFound();
  const rule = found.rules.find(({ step }) => step === asked.step) ?? notFound();
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const typed = flash.values ?? {};
  const days = (name: string, label: string, stored: number | null, hint?: string) => (
    <Field
      name={name}
      label={label}
      hint={hint}
      inputMode="numeric"
      defaultValue={typed[name] ?? text(stored)}
    />
  );
  return (
    <>
      <PageHeading
        eyebrow={
          <a className="link" href="/staff/settings/reminders">
            Reminders
          </a>
        }
        title={rule.title}
        dense
      >
        <p>{routeNames[found.route]}. Business days since the step began to wait.</p>
        {isAdmin ? null : <p>Only administrators can change this.</p>}
      </PageHeading>
      <ActionForm
        action="/api/staff/settings/reminders"
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="max-w-[40rem] space-y-6"
      >
        <input type="hidden" name="route" value={found.route} />
        <input type="hidden" name="step" value={rule.step} />
        <input type="hidden" name="version" value={rule.version} readOnly />
        {days(
          "contact_days",
          "Main contact, after so many days",
          rule.contactAfterDays,
          "Leave a field empty, and nobody is written to.",
        )}
        {days(
          "second_contact_days",
          "Second contact, after so many days",
          rule.secondContactAfterDays,
          "Only where a firm has one.",
        )}
        {days(
          "owner_days",
          "Who looks after the firm, after so many days",
          rule.ownerAfterDays,
          "Where nobody does, every administrator and operator is told.",
        )}
        {isAdmin ? <Button>Save</Button> : null}
      </ActionForm>
    </>
  );
}
