import { LinkButton } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TimeText } from "@/components/ui/time-text";
import type { ApplicationView } from "@/lib/applications/queries";
import type { KeyCheck } from "@/lib/vocabulary";

const verdicts = {
  accepted: { kind: "ok", title: "Clio accepts your keys" },
  refused: { kind: "bad", title: "Clio does not recognise these keys any more" },
  unknown: { kind: "wait", title: "Stored. Clio could not be asked yet" },
  not_checked: { kind: "wait", title: "Stored. Clio has not been asked yet" },
} as const satisfies Record<KeyCheck, unknown>;

const underReview = {
  kind: "wait",
  title: "Stored. We look at them before they are used",
} as const;

type StoredKeysProps = {
  application: ApplicationView;
  storedAt: Date;
  now: Date;
  timeZone: string;
  wereSwapped: boolean;
  /** Whoever was handed this step does not go on to the next one. */
  isHandedOver: boolean;
};

/** What is known of the stored keys: when, by whom, which ones, and what Clio said. */
export function StoredKeys(props: StoredKeysProps) {
  const { application, storedAt, now, timeZone, wereSwapped, isHandedOver } = props;
  const { keyCheck, keyCheckedAt, keysStoredByName, clientIdEnd, isUnderReview } = application;
  const isUsable = keyCheck !== "refused" && !isUnderReview && !isHandedOver;
  return (
    <Notice
      {...(isUnderReview ? underReview : verdicts[keyCheck])}
      actions={
        isUsable ? (
          <LinkButton href="/onboarding/connect" arrow>
            Go on to Connect Clio
          </LinkButton>
        ) : null
      }
    >
      <p>
        Stored <TimeText at={storedAt} now={now} timeZone={timeZone} />
        {keysStoredByName ? ` by ${keysStoredByName}` : null}. The client ID ends with{" "}
        <code className="font-mono text-hint">{clientIdEnd}</code>.
        {keyCheckedAt && keyCheck === "accepted" ? (
          <>
            {" "}
            Clio confirmed it <TimeText at={keyCheckedAt} now={now} timeZone={timeZone} />.
          </>
        ) : null}
      </p>
      {isUnderReview ? (
        <p>
          This happens now and then, and is no fault of yours. We write to you; there is nothing for
          you to do.
        </p>
      ) : null}
      {keyCheck === "unknown" ? (
        <p>That is no reason to wait: connecting shows whether they are right.</p>
      ) : null}
      {wereSwapped ? (
        <p>The two values stood in each other’s field. We have put them right.</p>
      ) : null}
    </Notice>
  );
}
