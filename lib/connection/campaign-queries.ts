import { and, asc, count, eq, isNull } from "drizzle-orm";
import { now, requireStaff, type Context } from "@/lib/context";
import { firms, grants, reauthorizations } from "@/lib/db/schema";
import type { DraftView } from "@/lib/integrations/queries";
import { additionOf, type ScopeLine } from "@/lib/integrations/rules";
import type { Route } from "@/lib/vocabulary";
import { loadFacts, type LoadedConnection } from "./load-facts";
import {
  campaignState,
  campaignStates,
  firmEffect,
  isAsked,
  type CampaignState,
  type FirmEffect,
} from "./reauthorization-rules";

/** So many firms are on a page. */
const LISTED = 100;

export type CampaignFirm = {
  firmId: string;
  firmName: string;
  route: Route;
  state: CampaignState;
  /** Since when it waits, or is settled. */
  since: Date;
  mailsSent: number;
  nextMailAt: Date | null;
};
export type Campaign = {
  counts: Record<CampaignState, number>;
  /** Who waits the longest first, then who is settled: a page of them. */
  firms: CampaignFirm[];
  /** The `after` of the next page; null on the last one. */
  next: string | null;
  total: number;
};

/**
 * How far the firms are that a version asked for something: all of them as numbers, and a page of them by
 * name, after the last firm of the page before. For staff.
 */
export async function loadCampaign(
  ctx: Context,
  input: { scopeSetId: string; after?: string },
): Promise<Campaign> {
  const found = await readCampaign(ctx, input.scopeSetId);
  const counts = Object.fromEntries(
    campaignStates.map((state) => [state, 0]),
  ) as Campaign["counts"];
  for (const { state } of found) counts[state] += 1;
  const place = ({ state }: CampaignFirm) => campaignStates.indexOf(state);
  const isDone = (one: CampaignFirm) => place(one) >= campaignStates.indexOf("reauthorized");
  const sorted = found.toSorted(
    (one, other) =>
      Number(isDone(one)) - Number(isDone(other)) || one.since.getTime() - other.since.getTime(),
  );
  const from = sorted.findIndex(({ firmId }) => firmId === input.after) + 1;
  const page = sorted.slice(from, from + LISTED);
  const isLast = from + LISTED >= sorted.length;
  return {
    counts,
    firms: page,
    next: isLast ? null : (page.at(-1)?.firmId ?? null),
    total: found.length,
  };
}

/** The firms of a campaign that were asked and have not answered. For staff. */
export async function listAsked(ctx: Context, input: { scopeSetId: string }): Promise<string[]> {
  const found = await readCampaign(ctx, input.scopeSetId);
  return found.filter(({ state }) => isAsked(state)).map(({ firmId }) => firmId);
}

async function readCampaign(ctx: Context, scopeSetId: string): Promise<CampaignFirm[]> {
  requireStaff(ctx, "viewer");
  const rows = await ctx.db.query((db) =>
    db
      .select({
        row: reauthorizations,
        firmName: firms.name,
        route: firms.route,
        grantId: grants.id,
      })
      .from(reauthorizations)
      .innerJoin(firms, eq(firms.id, reauthorizations.firmId))
      .leftJoin(
        grants,
        and(
          eq(grants.connectionId, reauthorizations.connectionId),
          eq(grants.state, "active"),
          isNull(grants.endedAt),
        ),
      )
      .where(eq(reauthorizations.scopeSetId, scopeSetId))
      .orderBy(asc(reauthorizations.createdAt), asc(reauthorizations.id)),
  );
  return rows.flatMap(({ row, firmName, route, grantId }) => {
    const state = campaignState(row, grantId !== null);
    if (!state) return [];
    const { firmId, mailsSent, nextMailAt } = row;
    const since = row.doneAt ?? row.declinedAt ?? row.mailedAt ?? row.createdAt;
    return [{ firmId, firmName, route, state, since, mailsSent, nextMailAt }];
  });
}

export type PreviewFirm = {
  firmId: string;
  firmName: string;
  route: Route;
  effect: FirmEffect;
  /** Required permissions that it has not settled. */
  added: ScopeLine[];
};
export type Preview = { firms: PreviewFirm[]; total: number };

/** What a draft would ask of each firm of the integration, once it is published. For staff. */
export async function loadPreview(
  ctx: Context,
  input: { integrationId: string; draft: DraftView },
): Promise<Preview> {
  requireStaff(ctx, "viewer");
  const { integrationId, draft } = input;
  const at = await now(ctx);
  return ctx.db.query(async (db) => {
    const ofIntegration = eq(firms.integrationId, integrationId);
    const [all] = await db.select({ total: count() }).from(firms).where(ofIntegration);
    const listed = await db
      .select({ id: firms.id })
      .from(firms)
      .where(ofIntegration)
      .orderBy(asc(firms.name), asc(firms.id))
      .limit(LISTED);
    const ids = listed.map(({ id }) => id);
    const facts = new Map((await loadFacts(db, ids)).map((one) => [one.firm.id, one]));
    const found = ids.flatMap((id) => {
      const loaded = facts.get(id);
      return loaded ? [previewOf(loaded, draft, at)] : [];
    });
    return { firms: found, total: all?.total ?? 0 };
  });
}

function previewOf(loaded: LoadedConnection, draft: DraftView, at: Date): PreviewFirm {
  const { firm, active, settled, versions, scopes } = loaded;
  const isConnected = active !== null && active.endedAt === null;
  const then = [...versions, { ...draft, publishedAt: at }];
  const added = draft.scopes.filter(
    (line) => line.required && additionOf(line, then, settled) !== null,
  );
  return {
    firmId: firm.id,
    firmName: firm.name,
    route: firm.route,
    effect: firmEffect(added, scopes, isConnected),
    added,
  };
}
