import type { ReactNode } from "react";
import { currentTheme } from "@/app/theme";
import { FirmHeader } from "@/components/onboarding/firm-header";
import { FormFirm } from "@/components/ui/form-firm";
import { currentAgency } from "@/lib/web/agency";
import { requireFirmFrame } from "@/lib/web/page";

/** The frame of a firm's pages. Each page asks for itself who is there; a layout is no lock. */
export default async function OnboardingLayout({ children }: { children: ReactNode }) {
  const { session, firmId, isHandedOver } = await requireFirmFrame();
  const agency = await currentAgency();
  const firm = session.firms.find((one) => one.id === firmId) ?? { id: firmId, name: "" };
  return (
    <>
      <FirmHeader
        agencyName={agency.agencyName}
        firm={firm}
        isHandedOver={isHandedOver}
        firms={session.firms}
        person={{ name: session.personName, email: session.personEmail }}
        theme={await currentTheme()}
      />
      <FormFirm firmId={firmId}>{children}</FormFirm>
    </>
  );
}
