import type { ReactNode } from "react";
import { currentTheme } from "@/app/theme";
import { HouseTroubles } from "@/components/staff/house-troubles";
import { StaffShell } from "@/components/staff/staff-shell";
import { queueHealth } from "@/lib/jobs/queue-health";
import { loadQuarantine } from "@/lib/settings/quarantine";
import { currentAgency } from "@/lib/web/agency";
import { requireStaffPage } from "@/lib/web/page";

/** The frame of staff's pages. Each page asks for itself who is there; a layout is no lock. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const { ctx, session } = await requireStaffPage();
  const agency = await currentAgency();
  return (
    <StaffShell
      agencyName={agency.agencyName}
      person={{ name: session.personName, role: session.staffRole ?? "viewer" }}
      theme={await currentTheme()}
    >
      <HouseTroubles
        queue={await ctx.db.query(queueHealth)}
        quarantine={await loadQuarantine(ctx)}
      />
      {children}
    </StaffShell>
  );
}
