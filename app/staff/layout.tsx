import type { ReactNode } from "react";
import { currentTheme } from "@/app/theme";
import { StaffShell } from "@/components/staff/staff-shell";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

/** The frame of staff's pages. Each page asks for itself who is there; a layout is no lock. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const { session } = await requireStaffPage();
  const agency = await currentAgency();
  return (
    <StaffShell
      agencyName={agency.agencyName}
      person={{ name: session.personName, role: session.staffRole ?? "viewer" }}
      theme={await currentTheme()}
    >
      {children}
    </StaffShell>
  );
}
