import type { ReactNode } from "react";
import { currentTheme } from "@/app/theme";
import { FirmHeader } from "@/components/onboarding/firm-header";
import { requireFirmPage } from "@/lib/web/page";

/** The frame of a firm's pages. Each page asks for itself who is there; a layout is no lock. */
export default async function OnboardingLayout({ children }: { children: ReactNode }) {
  const { ctx, session, firmId } = await requireFirmPage();
  const firm = session.firms.find((one) => one.id === firmId) ?? { id: firmId, name: "" };
  return (
    <>
      <FirmHeader
        agencyName={ctx.env.AGENCY_NAME}
        firm={firm}
        firms={session.firms}
        person={{ name: session.personName, email: session.personEmail }}
        theme={await currentTheme()}
      />
      {children}
    </>
  );
}
