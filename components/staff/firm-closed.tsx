import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import type { FirmCard } from "@/lib/staff/load-firm-page";

/** That a firm is closed, by whom, and until when its personal text is there. */
export function FirmClosed(props: {
  closed: NonNullable<FirmCard["closed"]>;
  now: Date;
  timeZone: string;
}) {
  const { closed, now, timeZone } = props;
  const time = (at: Date) => <TimeText at={at} now={now} timeZone={timeZone} />;
  return (
    <div className="mb-8">
      <Notice kind="info" title="This firm is closed">
        <p>
          {closed.byName} closed it {time(closed.at)}. Its access is ended, its links and sessions
          are dead, and nobody is written to.
        </p>
        {closed.erasedAt ? (
          <p>
            Its personal text was erased {time(closed.erasedAt)}. What happened and when is still
            here, and its chain still verifies.
          </p>
        ) : closed.eraseAt ? (
          <p>
            Its personal text is erased {time(closed.eraseAt)}. Export it before, if you need it.
          </p>
        ) : null}
      </Notice>
    </div>
  );
}
