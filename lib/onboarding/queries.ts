import { eq, inArray } from "drizzle-orm";
import type { ApplicationRow } from "@/lib/applications/keys";
import { isUnderReview, loadCurrentApplications } from "@/lib/applications/queries";
import { loadConnections } from "@/lib/connection/queries";
import { newPermissionsSentence } from "@/lib/connection/reauthorization-rules";
import type { ConnectionView } from "@/lib/connection/views";
import { now, requireAccessToFirm, type Context } from "@/lib/context";
import { developerAccounts, firms, integrations, people } from "@/lib/db/schema";
import { AppError } from "@/lib/errors";
import { listPlans } from "@/lib/plan/queries";
import { planVerdict, type PlanVerdict } from "@/lib/plan/rules";
import { loadSettings } from "@/lib/settings/queries";
import { dayOf } from "@/lib/settings/rules";
import type { ConnectionStatus, LiveCause, Region, Route } from "@/lib/vocabulary";
import { checklist, type ChecklistView, type DeveloperFacts } from "./rules";

export type FirmChecklist = {
  firmId: string;
  firmName: string;
  route: Route;
  integrationId: string;
  integrationName: string;
  contact: { personId: string; name: string; email: string };
  region: Region | null;
  isRegionSetByStaff: boolean;
  /** The region of the keys that the firm sent, when it is another than the firm's. */
  otherRegionOfKeys: Region | null;
  planAnswer: string | null;
  plan: PlanVerdict;
  planAnsweredAt: Date | null;
  planConfirmedAt: Date | null;
  developer: DeveloperFacts;
  live: { at: Date | null; until: Date | null; cause: LiveCause | null; reason: string | null };
  createdAt: Date;
  connectionStatus: ConnectionStatus;
  /** Many connections fail together just now, and this firm's may be among them. */
  outage: ConnectionView["outage"];
  /** What was added and waits to be allowed; null when nothing does. */
  newPermissions: ConnectionView["newPermissions"];
  /** The sentence about it that pages, the checklist and mails say. */
  newSentence: string | null;
  checklist: ChecklistView;
};

const NO_DEVELOPER_ACCOUNT: DeveloperFacts = {
  email: null,
  trialStartedOn: null,
  trialEndsOn: null,
  appliedOn: null,
  approvedOn: null,
  askedClioOn: null,
};

/** A firm's checklist beside what it was computed from: for lists that say more than it does. */
export type FirmFacts = {
  checklist: FirmChecklist;
  connection: ConnectionView | null;
  /** Of the application that the firm connects with: when it came how far. */
  application: Pick<
    ApplicationRow,
    "registeredAt" | "keysStoredAt" | "keyCheck" | "keyCheckedAt" | "keyAcceptedAt" | "verifiedAt"
  > & { reviewNeededAt: Date | null; reviewedAt: Date | null; clientId: string | null };
  firm: { ownerId: string | null; tags: string[]; closedAt: Date | null };
};

/** Checklists of many firms, by firm, in a handful of statements whatever their number. */
export async function loadChecklists(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, FirmChecklist>> {
  const found = await loadFirmFacts(ctx, firmIds);
  return new Map([...found].map(([firmId, { checklist: one }]) => [firmId, one]));
}

const NO_APPLICATION: FirmFacts["application"] = {
  registeredAt: null,
  keysStoredAt: null,
  keyCheck: "not_checked",
  keyCheckedAt: null,
  keyAcceptedAt: null,
  verifiedAt: null,
  reviewNeededAt: null,
  reviewedAt: null,
  clientId: null,
};

/** Checklists of many firms with their facts, by firm, as `loadChecklists`. */
export async function loadFirmFacts(
  ctx: Context,
  firmIds: string[],
): Promise<Map<string, FirmFacts>> {
  for (const firmId of firmIds) requireAccessToFirm(ctx, firmId);
  if (firmIds.length === 0) return new Map();
  const at = await now(ctx);
  const { timeZone, holidays } = await loadSettings(ctx);
  const rows = await ctx.db.query((db) =>
    db
      .select({
        firm: firms,
        contact: people,
        integrationName: integrations.name,
        developer: developerAccounts,
      })
      .from(firms)
      .innerJoin(people, eq(people.id, firms.mainContactId))
      .innerJoin(integrations, eq(integrations.id, firms.integrationId))
      .leftJoin(developerAccounts, eq(developerAccounts.firmId, firms.id))
      .where(inArray(firms.id, firmIds)),
  );
  const applications = await ctx.db.query((db) =>
    loadCurrentApplications(
      db,
      rows.map(({ firm }) => firm),
    ),
  );
  const connections = await loadConnections(ctx, firmIds);
  const plans = await listPlans(ctx);
  return new Map(
    rows.map(({ firm, contact, integrationName, developer: developerRow }) => {
      const application = applications.get(firm.id);
      const own = firm.route === "agency" ? undefined : application;
      const connection = connections.get(firm.id);
      const developer = developerRow ?? NO_DEVELOPER_ACCOUNT;
      const named = plans.find(({ code }) => code === firm.planAnswer);
      const plan = planVerdict({
        answer: firm.planAnswer,
        apiAccess: named?.apiAccess ?? null,
        confirmedAt: firm.planConfirmedAt,
      });
      const newPermissions = connection?.newPermissions ?? null;
      const names = { integrationName, timeZone };
      const newSentence = newPermissions && newPermissionsSentence(newPermissions, names);
      const otherRegionOfKeys = own?.keysStoredAt && own.region !== firm.region ? own.region : null;
      const view = checklist(
        {
          route: firm.route,
          plan,
          planName: named?.name ?? null,
          hasRegion: firm.region !== null,
          developer,
          registeredAt: own?.registeredAt ?? null,
          keysStoredAt: own?.keysStoredAt ?? null,
          keyCheck: own?.keyCheck ?? "not_checked",
          isUnderReview: own !== undefined && isUnderReview(own),
          isOfOtherRegion: otherRegionOfKeys !== null,
          hasAgencyApplication: firm.route === "agency" && application !== undefined,
          waitsForAgencySince: dayOf(firm.planAnsweredAt ?? firm.createdAt, timeZone),
          isConnected: connection?.identity != null,
          hasQuestion: connection?.hasQuestion ?? false,
          newSentence,
          status: connection?.status ?? "not_connected",
          reason: connection?.reason ?? "never_connected",
          statusSince: dayOf(connection?.statusSince ?? firm.createdAt, timeZone),
          liveAt: firm.liveAt,
          liveUntil: firm.liveUntil,
          today: dayOf(at, timeZone),
          holidays,
        },
        at,
      );
      const firmChecklist: FirmChecklist = {
        firmId: firm.id,
        firmName: firm.name,
        route: firm.route,
        integrationId: firm.integrationId,
        integrationName,
        contact: { personId: contact.id, name: contact.name, email: contact.email },
        region: firm.region,
        isRegionSetByStaff: firm.regionSetBy === "staff",
        otherRegionOfKeys,
        planAnswer: firm.planAnswer,
        plan,
        planAnsweredAt: firm.planAnsweredAt,
        planConfirmedAt: firm.planConfirmedAt,
        developer,
        live: {
          at: firm.liveAt,
          until: firm.liveUntil,
          cause: firm.liveCause,
          reason: firm.liveReason,
        },
        createdAt: firm.createdAt,
        connectionStatus: connection?.status ?? "not_connected",
        outage: connection?.outage ?? null,
        newPermissions,
        newSentence,
        checklist: view,
      };
      return [
        firm.id,
        {
          checklist: firmChecklist,
          connection: connection ?? null,
          application: application ? datesOf(application) : NO_APPLICATION,
          firm: { ownerId: firm.ownerId, tags: firm.tags, closedAt: firm.closedAt },
        },
      ];
    }),
  );
}

/** No column that is sealed leaves this file. */
function datesOf(row: ApplicationRow): FirmFacts["application"] {
  const { registeredAt, keysStoredAt, keyCheck, keyCheckedAt, keyAcceptedAt, verifiedAt } = row;
  const { reviewNeededAt, reviewedAt, clientId } = row;
  return {
    registeredAt,
    keysStoredAt,
    keyCheck,
    keyCheckedAt,
    keyAcceptedAt,
    verifiedAt,
    reviewNeededAt,
    reviewedAt,
    clientId,
  };
}

/** One firm's checklist. Throws `not_found` for another firm's. */
export async function loadChecklist(ctx: Context, firmId: string): Promise<FirmChecklist> {
  const found = (await loadChecklists(ctx, [firmId])).get(firmId);
  if (!found) throw new AppError({ code: "not_found", message: `no firm ${firmId}` });
  return found;
}
