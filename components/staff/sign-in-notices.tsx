import { Notice } from "@/components/ui/notice";

type SignInNoticesProps = {
  /** The second factor was given again just now, for a button that is still to be pressed. */
  isConfirmed: boolean;
  /** On a loopback portal, without a second factor. */
  goesWithout: boolean;
};

/** What a person of staff should know of their own sign-in, on top of every page. */
export function SignInNotices({ isConfirmed, goesWithout }: SignInNoticesProps) {
  return (
    <>
      {isConfirmed ? (
        <div className="mb-6">
          <Notice kind="ok" title="You have confirmed that it is you" isBrief>
            <p>Nothing has changed yet. Look at it once more, and press the button again.</p>
          </Notice>
        </div>
      ) : null}
      {goesWithout ? (
        <p className="mb-4 text-small text-muted">
          You sign in by a link alone, which only a portal on this machine allows.{" "}
          <a className="link" href="/staff/second-factor">
            Set up a second factor
          </a>
        </p>
      ) : null}
    </>
  );
}
