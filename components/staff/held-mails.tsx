import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import { NOTICES_PER_HOUR } from "@/lib/mail/notice-rules";
import type { HeldMails as Held } from "@/lib/staff/load-held-mails";

type HeldMailsProps = {
  held: Held | null;
  /** A viewer looks and does not act. */
  mayAct: boolean;
  now: Date;
  timeZone: string;
};

/** Above the list of firms while the storm guard holds mails to firms. */
export function HeldMails({ held, mayAct, now, timeZone }: HeldMailsProps) {
  if (!held) return null;
  const { number, since } = held;
  const mails = number === 1 ? "1 mail" : `${number} mails`;
  return (
    <div className="mb-8">
      <Notice
        kind="warn"
        title={number === 1 ? "1 mail to a firm is held back" : `${mails} to firms are held back`}
        actions={
          mayAct ? (
            <ActionForm action="/api/staff/mails/release">
              <Button kind="secondary" dense>
                Release {mails}
              </Button>
            </ActionForm>
          ) : null
        }
      >
        <p>
          Since <TimeText at={since} now={now} timeZone={timeZone} />: more notices were due than
          the {NOTICES_PER_HOUR} that go out by themselves within an hour. Look at a few of these
          firms: if what their pages say is so, release the mails. Nothing is lost while they wait.
        </p>
      </Notice>
    </div>
  );
}
