import { Monitor, UserRoundCheck } from "lucide-react";
import { ContactBlock } from "@/components/onboarding/contact-block";
import { FirmHeader } from "@/components/onboarding/firm-header";
import { NextCard } from "@/components/onboarding/next-card";
import { NextSteps } from "@/components/onboarding/next-steps";
import { StepGroup } from "@/components/onboarding/step-group";
import { AsideBlock } from "@/components/ui/aside-block";
import { Icon } from "@/components/ui/icon";
import { Progress } from "@/components/ui/progress";
import type { StepState } from "@/lib/vocabulary";
import { FIRM } from "./invented";
import { Piece, State } from "./piece";

/** One row for each state: its title and its hint, and since when it waits. */
const rows: Record<StepState, [title: string, hint: string, since?: string]> = {
  not_started: ["Send us the keys", "Client ID and client secret, through a secure form."],
  in_progress: ["Check permissions", "We are checking each permission."],
  not_confirmed: ["Check your Clio plan", "Not sure yet. Connecting will show it."],
  waiting_clio: [
    "Get a developer account",
    "Clio converts your account, usually within a few business days.",
    "2026-11-19",
  ],
  waiting_us: [
    "We register the application",
    "We prepare this for you and write to you when it is done.",
    "2026-11-23",
  ],
  problem: [
    "Check permissions",
    "A permission that we need is missing: new time entries no longer reach HubSpot.",
  ],
  locked: ["Connect Clio", "After “Send us the keys”"],
  completed: ["Register the application", "You told us that it is saved."],
};

const steps = Object.entries(rows).map(([state, [title, hint, since = null]]) => ({
  key: `row-${state}`,
  title,
  hint,
  since,
  state: state as StepState,
  href: state === "locked" || state === "waiting_us" ? null : "#main",
}));

export function ChecklistSection() {
  return (
    <>
      <Piece title="Header of a firm’s pages, with two firms">
        <FirmHeader
          agencyName="AcuCoders"
          firm={{ id: "firm_one", name: FIRM }}
          firms={[
            { id: "firm_one", name: FIRM },
            { id: "firm_two", name: "Castellan, Okafor and Bellweather Family Law Partners" },
          ]}
          isHandedOver
          person={{ name: "Ada Moss", email: "ada@hartleymoss.test" }}
          theme="system"
        />
      </Piece>
      <Piece title="Progress">
        <Progress done={0} total={5} note="about 20 minutes left for you" />
        <Progress done={2} total={5} note="about 12 minutes left for you" />
        <Progress done={5} total={5} />
      </Piece>
      <Piece title="The next card">
        <NextCard
          title="Send us the keys"
          text="Copy two values from your application’s page in Clio and paste them here. We check them with Clio at once."
          action={{ label: "Send the keys", href: "#main" }}
        />
        <NextCard
          title="Check permissions"
          text="A permission that we need is missing."
          isProblem
          action={{ label: "See what to do", href: "#main" }}
        />
      </Piece>
      <Piece title="Rows in every state">
        <div className="max-w-[44rem]">
          <StepGroup title="Set up in Clio" steps={steps} />
        </div>
      </Piece>
      <Piece title="Beside the list">
        <div className="max-w-[272px]">
          <AsideBlock title="What you need">
            <p className="flex gap-2.5">
              <Icon as={UserRoundCheck} className="mt-0.5" />
              An administrator of your firm’s Clio account
            </p>
            <p className="flex gap-2.5">
              <Icon as={Monitor} className="mt-0.5" />
              The browser that you use for Clio
            </p>
          </AsideBlock>
          <ContactBlock agencyName="AcuCoders" email="support@acucoders.test" />
        </div>
      </Piece>
      <Piece title="Once a firm is live">
        <State name="With the agency’s guides">
          <NextSteps
            agency={{
              agencyName: "AcuCoders",
              supportEmail: "support@acucoders.test",
              hubspotGuideUrl: "https://acucoders.test/hubspot",
              pipedriveGuideUrl: "https://acucoders.test/pipedrive",
              checklistUrl: "https://acucoders.test/checklist",
              servicesUrl: "https://acucoders.test/services",
            }}
          />
        </State>
      </Piece>
    </>
  );
}
