import { DisabledMark, SignInState } from "@/components/staff/factor-state";
import { OwnFactor } from "@/components/staff/own-factor";
import { QrCode } from "@/components/staff/qr-code";
import { RecoveryCodeList } from "@/components/staff/recovery-code-list";
import { SignInNotices } from "@/components/staff/sign-in-notices";
import { SsoNotice } from "@/components/staff/sso-notice";
import { oidcRefusals } from "@/lib/identity/staff-rules";
import { NOW, TIME_ZONE } from "./invented";
import { Piece, State } from "./piece";

const shown = { now: NOW, timeZone: TIME_ZONE };
const CODES = ["0b7kx2", "9qmv4d"].map((half) => `${half}-h3c8ts-${half}-w5n1re`);
const ADDRESS = "otpauth://totp/AcuCoders:nora%40acucoders.test?secret=GEZDGNBVGY3TQOJQ";

export function SignInSection() {
  return (
    <>
      <Piece title="How staff sign in">
        <ul className="space-y-1">
          <li>
            <SignInState hasFactor hasOidc={false} />
          </li>
          <li>
            <SignInState hasFactor={false} hasOidc />
          </li>
          <li>
            <SignInState hasFactor={false} hasOidc={false} />
          </li>
          <li>
            <DisabledMark />
          </li>
        </ul>
      </Piece>
      <Piece title="On top of staff’s pages">
        <SignInNotices isConfirmed goesWithout />
      </Piece>
      <Piece title="One’s own second factor">
        <State name="None yet">
          <OwnFactor factor={{ state: "none" }} method="link" {...shown} />
        </State>
        <State name="Set up">
          <OwnFactor
            factor={{ state: "set", confirmedAt: NOW, codesLeft: 1 }}
            method="link"
            {...shown}
          />
        </State>
        <State name="Its secret">
          <QrCode text={ADDRESS} label="An invented QR code" />
        </State>
        <RecoveryCodeList codes={CODES} />
      </Piece>
      <Piece title="Why the organisation’s sign-in let nobody in">
        {oidcRefusals.map((refusal) => (
          <SsoNotice key={refusal} refusal={refusal} />
        ))}
      </Piece>
    </>
  );
}
