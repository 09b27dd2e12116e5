import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import type { OutageView } from "@/lib/connection/list-outages";

type OutageBannerProps = {
  outage: OutageView;
  now: Date;
  timeZone: string;
  /** Whether this person may end it. */
  mayEnd: boolean;
};

/** Many connections fail together: on every page of staff's, until it is over. */
export function OutageBanner({ outage, now, timeZone, mayEnd }: OutageBannerProps) {
  const { id, cause, name, applicationId, affected, openedAt } = outage;
  const connections = `${affected} connections`;
  return (
    <Notice
      kind="wait"
      isBrief
      title={
        cause === "clio_unavailable"
          ? `Clio has a problem in ${name}`
          : "An application of ours has a problem"
      }
      actions={
        mayEnd ? (
          <ActionForm action={`/api/staff/outages/${encodeURIComponent(id)}`}>
            <Button kind="secondary" dense>
              It is over: go on as usual
            </Button>
          </ActionForm>
        ) : null
      }
    >
      <p>
        {applicationId ? (
          <>
            {connections} through{" "}
            <a className="link" href={`/staff/applications/${applicationId}`}>
              {name}
            </a>{" "}
            have failed
          </>
        ) : (
          <>{connections} have failed there</>
        )}{" "}
        since <TimeText at={openedAt} now={now} timeZone={timeZone} />. Their firms are told that
        there is nothing for them to do, and mails about it are held. It ends by itself half an hour
        after the last one.
      </p>
    </Notice>
  );
}
