import type { ReactNode } from "react";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";
import { signWords } from "@/components/connection/sign-words";
import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import { isDoubtful } from "@/lib/connection/rules";
import type { ConnectionView } from "@/lib/connection/views";
import { regionHosts, regions } from "@/lib/vocabulary";

type FirmDecisionsProps = {
  firmId: string;
  connection: ConnectionView;
  /** Where else the firm's client ID is, when its keys wait for staff. */
  review: { places: string[] } | null;
  isLeftForClio: boolean;
  mayAct: boolean;
  timeZone: string;
};

/** What at a firm waits for staff: keys to look at, an account to confirm or to allow. */
export function FirmDecisions(props: FirmDecisionsProps) {
  const { firmId, connection, review, isLeftForClio, mayAct, timeZone } = props;
  const { pending } = connection;
  const api = `/api/staff/firms/${firmId}`;
  const isOther = pending?.reason === "different_account";
  return (
    <div className="space-y-4 empty:hidden [&:not(:empty)]:mb-10">
      {review ? (
        <Waiting
          title="The same client ID is in another place"
          action={
            mayAct ? (
              <ActionForm action={`${api}/review-keys`}>
                <Button kind="secondary" dense>
                  Let these keys be used
                </Button>
              </ActionForm>
            ) : null
          }
        >
          It is stored for {review.places.join(", ")}, too. Until you have looked, the firm cannot
          connect, and is told only that we look at its keys.
        </Waiting>
      ) : null}
      {pending?.reason === "agency_confirms" ? (
        <Waiting
          title="Is this the firm’s account?"
          action={
            mayAct ? (
              <ActionForm action={`${api}/confirm-account`}>
                <input type="hidden" name="grant" value={pending.grantId} />
                <Button kind="secondary" dense>
                  Yes, it is the firm’s
                </Button>
              </ActionForm>
            ) : null
          }
        >
          Somebody to whom the step was handed over signed in to{" "}
          <strong className="font-semibold">{pending.identity?.accountName}</strong> as{" "}
          {pending.identity?.userName}, {pending.identity?.userEmail}. The main contact said yes;
          the name does not look like the firm’s.
        </Waiting>
      ) : null}
      {isDoubtful(connection.signs) ? (
        <Waiting title="Look twice at the connected account">
          Before you switch the firm on, make sure that{" "}
          <strong className="font-semibold">{connection.identity?.accountName}</strong> is its live
          account: {connection.signs.map((sign) => signWords[sign]).join("; ")}.
        </Waiting>
      ) : null}
      {connection.changeAllowedUntil ? (
        <Notice kind="info" title="One other Clio account is allowed" isBrief>
          <p>
            Until <TimeText at={connection.changeAllowedUntil} timeZone={timeZone} />. The main
            contact was told by mail and still has to confirm it.
          </p>
        </Notice>
      ) : null}
      {isLeftForClio ? (
        <Waiting title="Left for Clio, not back">
          Somebody went to Clio’s approval screen and did not return. A wrong redirect URI or client
          ID fails on Clio’s own page.
        </Waiting>
      ) : null}
      {isOther ? (
        <Waiting title="Another Clio account came back">
          {pending.identity?.accountName}, number {pending.identity?.accountId}, as{" "}
          {pending.identity?.userName}. Nothing was replaced.
        </Waiting>
      ) : null}
      {mayAct && connection.identity ? (
        <details open={isOther} className="border-b border-line pb-4">
          <summary className="link inline-block min-h-6">Allow another Clio account</summary>
          <p className="mt-3 max-w-[60ch] text-muted">
            One account, once, for 7 days. A person of the firm still confirms it.
          </p>
          <ActionForm action={`${api}/allow-account`} className="mt-4 space-y-4">
            <SelectField
              name="region"
              label="Region"
              options={regions.map((region) => ({ value: region, label: regionHosts[region] }))}
              defaultValue={connection.region ?? "us"}
            />
            <Field
              name="account_id"
              label="Number of the Clio account"
              defaultValue={isOther ? pending.identity?.accountId : undefined}
              exact
            />
            <Field name="reason" id="allow-reason" label="Reason" hint="Kept in the history." />
            <Button kind="secondary" dense>
              Allow this account
            </Button>
          </ActionForm>
        </details>
      ) : null}
    </div>
  );
}

function Waiting(props: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Notice kind="warn" title={props.title} isBrief actions={props.action}>
      <p>{props.children}</p>
    </Notice>
  );
}
