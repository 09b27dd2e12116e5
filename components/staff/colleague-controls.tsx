import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import type { StaffView } from "@/lib/staff/list-staff";
import { staffRoles } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";
import { roleHints, roleNames } from "./role-names";

type ColleagueControlsProps = {
  colleague: StaffView;
  /** What was chosen before the second factor was asked for. */
  typedRole: string | null;
};

/** What an administrator can do about a colleague. Each of it holds from the colleague’s next request on. */
export function ColleagueControls({ colleague, typedRole }: ColleagueControlsProps) {
  const { personId, role, disabledAt, hasFactor, openSessions } = colleague;
  const api = `/api/staff/people/${personId}`;
  if (disabledAt) {
    return (
      <div className="mt-8">
        <Part title="Disabled" about="They cannot sign in. What they did stays in the history.">
          <Act action={`${api}/enable`}>Enable again</Act>
        </Part>
      </div>
    );
  }
  return (
    <div className="mt-8 grid gap-x-10 gap-y-8 wide:grid-cols-2">
      <Part title="Role">
        <ActionForm action={`${api}/role`} nonce={newFormNonce()} className="space-y-3">
          <SelectField
            name="role"
            label="Change to"
            hint="It holds at once."
            options={staffRoles.map((one) => ({
              value: one,
              label: `${roleNames[one]}: ${roleHints[one]}`,
            }))}
            defaultValue={typedRole ?? role}
          />
          <Button kind="secondary" dense>
            Change the role
          </Button>
        </ActionForm>
      </Part>
      {openSessions > 0 ? (
        <Part title="Sessions" about="They are signed out everywhere, and may sign in again.">
          <Act action={`${api}/end-sessions`}>End all sessions</Act>
        </Part>
      ) : null}
      {hasFactor ? (
        <Part
          title="Second factor"
          about="For who has lost the device and the recovery codes. First make sure that it is them, by voice. They are signed out, and set up a new one when they sign in next."
        >
          <Act action={`${api}/reset-factor`}>Take it away</Act>
        </Part>
      ) : null}
      <Part title="Access" about="They are signed out at once and cannot sign in any more.">
        <Act action={`${api}/disable`}>Disable</Act>
      </Part>
    </div>
  );
}

function Part({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="text-hint font-semibold">{title}</h2>
      {about ? <p className="mt-1 mb-3 max-w-[60ch] text-hint text-muted">{about}</p> : null}
      {children}
    </section>
  );
}

function Act({ action, children }: { action: string; children: ReactNode }) {
  return (
    <ActionForm action={action} nonce={newFormNonce()}>
      <Button kind="secondary" dense>
        {children}
      </Button>
    </ActionForm>
  );
}
