import type { ReactNode } from "react";
import { currentTheme } from "@/app/theme";
import { HouseTroubles } from "@/components/staff/house-troubles";
import { OutageBanner } from "@/components/staff/outage-banner";
import { SignInNotices } from "@/components/staff/sign-in-notices";
import { StaffShell } from "@/components/staff/staff-shell";
import { listOutages } from "@/lib/connection/list-outages";
import { now } from "@/lib/context";
import { queueHealth } from "@/lib/jobs/queue-health";
import { loadQuarantine } from "@/lib/settings/quarantine";
import { currentAgency } from "@/lib/web/agency";
import { readFlash } from "@/lib/web/flash";
import { requireStaffPage } from "@/lib/web/page";

/** The frame of staff's pages. Each page asks for itself who is there; a layout is no lock. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  const { ctx, session } = await requireStaffPage();
  const [agency, outages, at] = await Promise.all([currentAgency(), listOutages(ctx), now(ctx)]);
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
      <SignInNotices
        isConfirmed={(await readFlash()).isConfirmed === true}
        goesWithout={session.method === "link" && !session.hasFactor}
      />
      {outages.length > 0 ? (
        <div className="mb-6 space-y-3">
          {outages.map((outage) => (
            <OutageBanner
              key={outage.id}
              outage={outage}
              now={at}
              timeZone={agency.timeZone}
              mayEnd={session.staffRole !== "viewer"}
            />
          ))}
        </div>
      ) : null}
      {children}
    </StaffShell>
  );
}
