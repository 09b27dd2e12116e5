import type { Metadata } from "next";
import { SettingsNav } from "@/components/staff/sub-nav";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { PageHeading } from "@/components/ui/page-heading";
import { problemOf } from "@/components/ui/problem-of";
import { RadioGroup } from "@/components/ui/radio-group";
import { countReadyFirms } from "@/lib/onboarding/ready-firms";
import { loadSettings } from "@/lib/settings/queries";
import { readFlash } from "@/lib/web/flash";
import { newFormNonce } from "@/lib/web/form-nonce";
import { requireStaffPage } from "@/lib/web/page";

export const metadata: Metadata = { title: "Settings" };

type Props = { searchParams: Promise<{ saved?: string | string[] }> };

/** What choosing "by itself" does at once. */
function readyHint(ready: number): string {
  if (ready === 0) return "No firm is waiting at the moment.";
  const firms = ready === 1 ? "One firm is" : `${ready} firms are`;
  return `${firms} waiting now: with “Save” they are switched on and told by mail.`;
}

export default async function SettingsPage({ searchParams }: Props) {
  const { ctx } = await requireStaffPage();
  const [settings, ready, flash, { saved }] = await Promise.all([
    loadSettings(ctx),
    countReadyFirms(ctx),
    readFlash(),
    searchParams,
  ]);
  const isAdmin = ctx.actor.kind === "staff" && ctx.actor.role === "admin";
  const typed = flash.values ?? {};
  return (
    <>
      <PageHeading title="Settings" dense>
        <p>What firms read about the agency, and how its calendar runs.</p>
        {isAdmin ? null : <p>Only administrators can change this.</p>}
      </PageHeading>
      <SettingsNav current="agency" />
      {saved === "1" ? (
        <div className="mb-6">
          <Notice kind="ok" title="Saved" isBrief />
        </div>
      ) : null}
      <ActionForm
        action="/api/staff/settings"
        nonce={newFormNonce()}
        problem={problemOf(flash)}
        className="max-w-[40rem] space-y-6"
      >
        <input type="hidden" name="version" value={settings.version} readOnly />
        <Field
          name="agency_name"
          label="Agency’s name"
          defaultValue={typed.agency_name ?? settings.agencyName}
        />
        <Field
          name="support_email"
          label="Address that firms write to"
          type="email"
          defaultValue={typed.support_email ?? settings.supportEmail}
        />
        <Field
          name="website"
          label="Website"
          hint="Goes into Clio’s form as Website URL."
          type="url"
          defaultValue={typed.website ?? settings.website}
        />
        <Field
          name="hubspot_guide_url"
          label="Guide: Clio to HubSpot"
          type="url"
          defaultValue={typed.hubspot_guide_url ?? settings.hubspotGuideUrl ?? ""}
        />
        <Field
          name="pipedrive_guide_url"
          label="Guide: Clio to Pipedrive"
          type="url"
          defaultValue={typed.pipedrive_guide_url ?? settings.pipedriveGuideUrl ?? ""}
        />
        <Field
          name="checklist_url"
          label="Onboarding checklist of a new project"
          type="url"
          defaultValue={typed.checklist_url ?? settings.checklistUrl ?? ""}
        />
        <Field
          name="services_url"
          label="Clio integration services"
          type="url"
          defaultValue={typed.services_url ?? settings.servicesUrl ?? ""}
        />
        <Field
          name="clio_support_email"
          label="Clio’s developer support"
          hint="Firms whose developer account takes too long write there. Leave it empty if you do not know it."
          type="email"
          defaultValue={typed.clio_support_email ?? settings.clioSupportEmail ?? ""}
        />
        <Field
          name="time_zone"
          label="Time zone"
          hint="Such as America/New_York. Days and times are shown in it."
          defaultValue={typed.time_zone ?? settings.timeZone}
          exact
        />
        <TextArea
          name="holidays"
          label="Days without work"
          hint="Besides Saturdays and Sundays: one day on each line, such as 2026-12-25."
          rows={5}
          defaultValue={typed.holidays ?? settings.holidays.join("\n")}
        />
        <Field
          name="problem_mail_days"
          label="Mails about a problem"
          hint="Days after the first mail on which the firm is written to again, such as 1, 3, 7, 14. With the last one staff are told."
          defaultValue={typed.problem_mail_days ?? settings.problemMailDays.join(", ")}
        />
        <Field
          name="erase_after_days"
          label="Personal text of a closed firm is erased after so many days"
          inputMode="numeric"
          defaultValue={typed.erase_after_days ?? String(settings.eraseAfterDays)}
        />
        <RadioGroup
          name="goes_live"
          legend="When everything holds, a firm goes live"
          defaultValue={typed.goes_live ?? (settings.goesLiveByItself ? "by_itself" : "by_staff")}
          options={[
            { value: "by_staff", label: "when staff switch it on" },
            {
              value: "by_itself",
              label: "by itself",
              hint: readyHint(ready),
            },
          ]}
        />
        {isAdmin ? <Button>Save</Button> : null}
      </ActionForm>
    </>
  );
}
