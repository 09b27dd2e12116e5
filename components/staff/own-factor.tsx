import { ActionForm } from "@/components/ui/action-form";
import { Button, LinkButton } from "@/components/ui/button";
import { TimeText } from "@/components/ui/time-text";
import type { OwnFactor as OwnFactorView } from "@/lib/identity/own-factor";
import type { SessionMethod } from "@/lib/vocabulary";
import { newFormNonce } from "@/lib/web/form-nonce";

type OwnFactorProps = {
  factor: OwnFactorView;
  method: SessionMethod;
  now: Date;
  timeZone: string;
};

/** One’s own second factor: set it up, go over to another device, new recovery codes. */
export function OwnFactor({ factor, method, now, timeZone }: OwnFactorProps) {
  return (
    <section>
      <h2 className="text-hint font-semibold">Second factor</h2>
      {factor.state === "set" ? (
        <>
          <p className="mt-2">
            Set up <TimeText at={factor.confirmedAt} now={now} timeZone={timeZone} />.{" "}
            {leftWords(factor.codesLeft)}
          </p>
          <div className="mt-3 flex flex-wrap gap-3">
            <ActionForm action="/api/staff/second-factor/codes" nonce={newFormNonce()}>
              <Button kind="secondary" dense>
                Make new recovery codes
              </Button>
            </ActionForm>
            <ActionForm action="/api/staff/second-factor/replace" nonce={newFormNonce()}>
              <Button kind="secondary" dense>
                Set it up on another device
              </Button>
            </ActionForm>
          </div>
          <p className="mt-3 max-w-[68ch] text-hint text-muted">
            Either ends what there is now: the old codes, or the old device with its codes.
          </p>
        </>
      ) : (
        <>
          <p className="mt-2 max-w-[68ch]">
            {method === "oidc"
              ? "Your organisation’s sign-in counts as it. With one of your own you can sign in by a link, too, when that sign-in does not work."
              : "You sign in by a link alone. Whoever reads your mail could do so, too."}
          </p>
          <p className="mt-3">
            <LinkButton href="/staff/second-factor" kind="secondary" dense>
              Set up a second factor
            </LinkButton>
          </p>
        </>
      )}
    </section>
  );
}

function leftWords(codes: number): string {
  if (codes === 0) return "No recovery code is left: make new ones.";
  return codes === 1 ? "One recovery code is left." : `${codes} recovery codes are left.`;
}
