import { eq, inArray } from "drizzle-orm";
import { loadCurrentApplications } from "@/lib/applications/queries";
import { loadConnections } from "@/lib/connection/queries";
import { requireAccessToFirm, type Context } from "@/lib/context";
import { firms, integrations, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { listPlans } from "@/lib/plan/queries";
import { planVerdict } from "@/lib/plan/rules";
import type { ConnectionStatus, Region } from "@/lib/vocabulary";
import { checklist, type ChecklistView } from "./rules";

export type FirmChecklist = {
  firmId: string;
  firmName: string;
  integrationName: string;
  contact: { name: string; email: string };
  region: Region | null;
  isRegionSetByStaff: boolean;
  planAnswer: string | null;
  createdAt: Date;
  connectionStatus: ConnectionStatus;
  checklist: ChecklistView;
};

/** Checklists of many firms, by firm, in a handful of statements whatever their number. */
export async function loadChecklists(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, FirmChecklist>> {
  for (const firmId of firmIds) requireAccessToFirm(ctx, firmId);
  if (firmIds.length === 0) return new Map();
  const rows = await ctx.db.query((db) =>
    db
      .select({ firm: firms, contact: people, integrationName: integrations.name })
      .from(firms)
      .innerJoin(people, eq(people.id, firms.mainContactId))
      .innerJoin(integrations, eq(integrations.id, firms.integrationId))
      .where(inArray(firms.id, firmIds)),
  );
  const applications = await ctx.db.query((db) => loadCurrentApplications(db, firmIds));
  const connections = await loadConnections(ctx, firmIds);
  const plans = await listPlans(ctx);
  return new Map(
    rows.map(({ firm, contact, integrationName }) => {
      const application = applications.get(firm.id);
      const connection = connections.get(firm.id);
      const apiAccess = plans.find((plan) => plan.code === firm.planAnswer)?.apiAccess ?? null;
      const view = checklist({
        plan: planVerdict({
          answer: firm.planAnswer,
          apiAccess,
          confirmedAt: firm.planConfirmedAt,
        }),
        hasRegion: firm.region !== null,
        registeredAt: application?.registeredAt ?? null,
        keysStoredAt: application?.keysStoredAt ?? null,
        keyCheck: application?.keyCheck ?? "not_checked",
        isConnected: connection?.identity != null,
        status: connection?.status ?? "not_connected",
        reason: connection?.reason ?? "never_connected",
        liveAt: firm.liveAt,
      });
      return [
        firm.id,
        {
          firmId: firm.id,
          firmName: firm.name,
          integrationName,
          contact: { name: contact.name, email: contact.email },
          region: firm.region,
          isRegionSetByStaff: firm.regionSetBy === "staff",
          planAnswer: firm.planAnswer,
          createdAt: firm.createdAt,
          connectionStatus: connection?.status ?? "not_connected",
          checklist: view,
        },
      ];
    }),
  );
}

/** One firm's checklist. Throws `not_found` for another firm's. */
export async function loadChecklist(ctx: Context, firmId: string): Promise<FirmChecklist> {
  const found = (await loadChecklists(ctx, [firmId])).get(firmId);
  if (!found) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  return found;
}
