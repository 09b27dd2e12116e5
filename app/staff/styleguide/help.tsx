import { LeftClio } from "@/components/connection/left-clio";
import { BackLink } from "@/components/onboarding/back-link";
import { CodeGate } from "@/components/onboarding/code-gate";
import { FormFields } from "@/components/onboarding/form-fields";
import { Instructions } from "@/components/onboarding/instructions";
import { StepHelp } from "@/components/onboarding/step-help";
import { CopyField } from "@/components/ui/copy-field";
import { copyFields } from "@/lib/applications/rules";
import { ago } from "./invented";
import { Piece, State } from "./piece";

const REDIRECT_URI = "https://portal.acucoders.test/api/clio/callback";

export function HelpSection() {
  return (
    <>
      <Piece title="Back to the list">
        <BackLink />
      </Piece>
      <Piece title="Instructions">
        <Instructions
          steps={[
            {
              title: "Begin a new application",
              content: <p>Choose to add an application. Clio shows an empty form.</p>,
            },
            {
              title: "Fill in the form",
              content: (
                <>
                  <p>
                    These are all the fields of Clio’s form, in its order. Copy what stands here,
                    and leave empty what we say to leave empty.
                  </p>
                  <FormFields
                    fields={copyFields({
                      applicationName: "AcuCoders Hartley & Moss Integration",
                      agencyName: "AcuCoders",
                      agencyWebsite: "https://acucoders.test",
                      redirectUri: REDIRECT_URI,
                      deauthorizationUrl:
                        "https://portal.acucoders.test/api/clio/deauthorized/an-invented-key-of-43-letters-and-digits",
                      owner: "firm",
                    })}
                  />
                </>
              ),
            },
          ]}
        />
      </Piece>
      <Piece title="Values to copy">
        <dl className="border-t border-line">
          <CopyField label="Redirect URI" value={REDIRECT_URI} />
          <CopyField
            label="A link for the main contact"
            value="https://portal.acucoders.test/l/cin_an-invented-link-that-leads-nowhere-at-all"
            hint="It is shown once."
          />
        </dl>
      </Piece>
      <Piece title="Left for Clio, and back without an answer">
        {[false, true].map((isAgencyApplication) => (
          <LeftClio
            key={String(isAgencyApplication)}
            attempt={{
              id: "att_invented",
              reference: "K7QX-2M4D",
              outcome: null,
              startedAt: ago(12),
              endedAt: null,
              isLeftAndNotBack: true,
              redirectUri: REDIRECT_URI,
              clientIdEnd: "2Lm4",
              isAgencyApplication,
            }}
          />
        ))}
      </Piece>
      <Piece title="Before what could harm: a mailed code">
        <State name="Not sent yet">
          <CodeGate
            next="people"
            purpose="send a step or add somebody"
            email="ada@hartleymoss.test"
            wasSent={false}
            problem={null}
          />
        </State>
        <State name="Sent, and a wrong one entered">
          <CodeGate
            next="status"
            purpose="disconnect"
            email="ada.moss.administrator@longdomainnameofhartleymoss.test"
            wasSent
            problem={{
              message: "This code is not right.",
              fields: { code: "Enter the six digits of the newest mail." },
            }}
          />
        </State>
      </Piece>
      <Piece title="At the foot of a step’s page">
        <StepHelp
          step="application"
          agencyName="AcuCoders"
          told="masked"
          isHandedOver={false}
          today="2026-11-24"
          remindOn="2026-11-30"
        />
      </Piece>
    </>
  );
}
