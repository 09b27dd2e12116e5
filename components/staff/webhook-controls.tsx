import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { TimeText } from "@/components/ui/time-text";
import type { EndpointPageView } from "@/lib/webhooks/queries";
import type { SecretEnd } from "@/lib/webhooks/rules";
import { newFormNonce } from "@/lib/web/form-nonce";

const ends: Record<SecretEnd, string> = {
  now: "End at once: it has leaked",
  hour: "One hour more",
  day: "One day more",
  week: "One week more",
};
const endOptions = Object.entries(ends).map(([value, label]) => ({ value, label }));

type WebhookControlsProps = {
  endpoint: EndpointPageView;
  isAdmin: boolean;
  now: Date;
  timeZone: string;
};

/** What staff do to a webhook: operators have it wait, administrators lead its secrets. */
export function WebhookControls({ endpoint, isAdmin, now, timeZone }: WebhookControlsProps) {
  const { id, state, secrets } = endpoint;
  const api = `/api/staff/webhooks/${id}`;
  const isOn = state === "on";
  const hasOld = secrets.length > 1;
  return (
    <div className="grid gap-x-10 gap-y-8 wide:grid-cols-2">
      <Part
        title="Try it out"
        about="A message of the type webhook.test is sent at once, and you see here what the receiver answers."
      >
        <Act action={`${api}/test`} busyText="Waiting for the receiver …">
          Send a test message
        </Act>
      </Part>
      <Part
        title={isOn ? "Have messages wait" : "Switch it on"}
        about={
          isOn
            ? "While it is paused, messages wait, at most 30 days, and go out when it is switched on again."
            : "What has waited goes out at once."
        }
      >
        <Act action={`${api}/pause`} fields={{ paused: isOn ? "yes" : "no" }}>
          {isOn ? "Pause" : "Switch on"}
        </Act>
      </Part>
      {isAdmin ? (
        <Part
          title="Signing secrets"
          about="Every message is signed with each of them, so that the receiver can change over without a gap."
        >
          <ul className="mb-3 space-y-1">
            {secrets.map((one) => (
              <li key={one.id} className="text-hint">
                Made <TimeText at={one.createdAt} now={now} timeZone={timeZone} />
                {one.expiresAt ? (
                  <>
                    , ends <TimeText at={one.expiresAt} now={now} timeZone={timeZone} />
                  </>
                ) : (
                  ", in use"
                )}
              </li>
            ))}
          </ul>
          <ActionForm action={`${api}/secret`} nonce={newFormNonce()} className="space-y-3">
            <SelectField
              name="old_ends"
              label="The secret that is in use now"
              options={endOptions}
              defaultValue="day"
            />
            <Button kind="secondary" dense>
              Make a new secret
            </Button>
          </ActionForm>
          {hasOld ? (
            <div className="mt-3">
              <Act action={`${api}/end-old-secrets`}>End the old secrets now</Act>
            </div>
          ) : null}
        </Part>
      ) : null}
      {isAdmin ? (
        <Part
          title="Remove it"
          about="Nothing is sent to it any more, also not what waits. Its log stays until it is 30 days old."
        >
          <Act action={`${api}/remove`}>Remove this webhook</Act>
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="text-hint font-semibold">{title}</h3>
      <p className="mt-1 mb-3 max-w-[60ch] text-hint text-muted">{about}</p>
      {children}
    </section>
  );
}

type ActProps = {
  action: string;
  fields?: Record<string, string>;
  busyText?: string;
  children: ReactNode;
};

function Act({ action, fields = {}, busyText, children }: ActProps) {
  return (
    <ActionForm action={action} nonce={newFormNonce()} busyText={busyText}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button kind="secondary" dense>
        {children}
      </Button>
    </ActionForm>
  );
}
