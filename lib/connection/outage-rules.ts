import type { Region } from "@/lib/vocabulary";

const MINUTE_MS = 60_000;

/** Connections that begin to fail within this time began together. */
export const TOGETHER_MS = 15 * MINUTE_MS;
/** So many of them, and this share, are many. */
export const MANY = 3;
export const MANY_SHARE = 0.3;
/** Without a new one for so long, an outage is over. */
export const QUIET_MS = 30 * MINUTE_MS;
/** After its end each connection is looked at afresh before anybody is blamed. */
export const AFTERWARDS_MS = 15 * MINUTE_MS;

export type OutageCause = "clio_unavailable" | "our_fault";

/** The connections of a region through one application of ours, or through all that are firms' own. */
export type ConnectionGroup = {
  region: Region;
  /** Null for firms' own applications, which have a connection each. */
  applicationId: string | null;
  /** Connections in use. */
  active: number;
  /** Of these, those that began to fail within the time. */
  failing: number;
  /** Of those, the ones that Clio refuses definitely; the others are not answered. */
  refused: number;
  /** When the newest of them began. */
  lastFailureAt: Date | null;
};

export type FoundOutage = {
  scope: "region" | "application";
  subject: string;
  cause: OutageCause;
  affected: number;
  lastFailureAt: Date;
};

/** Three or more, and 30 % of all. */
export function areMany(failing: number, active: number): boolean {
  return failing >= MANY && failing >= active * MANY_SHARE;
}

/**
 * Where many connections began to fail together: in a region, which is Clio's, or through one
 * application of ours alone, which is our fault. A region that nobody is asked in any more, because
 * most calls failed, counts as a whole: its other connections cannot be seen to fail.
 */
export function findOutages(
  groups: ConnectionGroup[],
  pausedRegions: ReadonlySet<Region>,
): FoundOutage[] {
  const byRegion = Map.groupBy(groups, ({ region }) => region);
  return [...byRegion].flatMap(([region, inRegion]) => {
    const isPaused = pausedRegions.has(region);
    const ours = inRegion.filter((group) => isOfItsApplication(group, inRegion, isPaused));
    const rest = sum(inRegion.filter((group) => !ours.includes(group)));
    const isRegion = areMany(rest.failing, isPaused ? 0 : rest.active);
    return [
      ...ours.map((group) => found("application", group.applicationId ?? "", group)),
      ...(isRegion ? [found("region", region, rest)] : []),
    ];
  });
}

type Sum = Pick<ConnectionGroup, "active" | "failing" | "refused" | "lastFailureAt">;

/** Whether many fail through an application of ours, and those beside it go on. */
function isOfItsApplication(
  group: ConnectionGroup,
  inRegion: ConnectionGroup[],
  isPaused: boolean,
): boolean {
  if (group.applicationId === null || !areMany(group.failing, group.active)) return false;
  const others = sum(inRegion.filter((other) => other !== group));
  // Nobody to compare with: an application that is refused is ours, one that is not answered is not.
  if (isPaused || others.active === 0) return group.refused * 2 > group.failing;
  return others.failing < others.active * MANY_SHARE;
}

function sum(groups: ConnectionGroup[]): Sum {
  const times = groups.flatMap(({ lastFailureAt }) => lastFailureAt?.getTime() ?? []);
  const total = (of: "active" | "failing" | "refused") =>
    groups.reduce((count, group) => count + group[of], 0);
  return {
    active: total("active"),
    failing: total("failing"),
    refused: total("refused"),
    lastFailureAt: times.length > 0 ? new Date(Math.max(...times)) : null,
  };
}

function found(scope: FoundOutage["scope"], subject: string, of: Sum): FoundOutage {
  if (!of.lastFailureAt) throw new Error("unreachable: what fails began to fail at some time");
  const cause = scope === "region" ? "clio_unavailable" : "our_fault";
  return { scope, subject, cause, affected: of.failing, lastFailureAt: of.lastFailureAt };
}

/**
 * Whether an outage ends by itself: half an hour without a new one, unless it lasts: its region is not
 * asked at all, or goes on refusing so many that it can be no firm's (`goesOn`).
 */
export function isQuiet(outage: { lastFailureAt: Date }, isLasting: boolean, now: Date): boolean {
  return !isLasting && now.getTime() - outage.lastFailureAt.getTime() >= QUIET_MS;
}

/**
 * Whether an outage lasts although nothing new fails. Of an application of ours staff are told, and after
 * half an hour each firm's own look counts; a whole region that fails is Clio's for as long as it does.
 */
export function goesOn(
  scope: FoundOutage["scope"],
  seen: { failing: number; active: number; isPaused: boolean },
): boolean {
  return scope === "region" && (seen.isPaused || areMany(seen.failing, seen.active));
}

/** An outage that concerns a connection, open or ended a while ago. */
export type OutageFacts = { cause: OutageCause; openedAt: Date; endedAt: Date | null };

/**
 * Until when a connection that fails since `failingSince` is put down to an outage: null when it is
 * not, because it failed long before or everything was looked at afresh since the outage ended.
 * `for_now` while the outage is open.
 */
export function blamedUntil(
  outage: OutageFacts | null,
  failingSince: Date | null,
  now: Date,
): Date | "for_now" | null {
  if (!outage || !failingSince) return null;
  if (failingSince.getTime() < outage.openedAt.getTime() - TOGETHER_MS) return null;
  if (!outage.endedAt) return "for_now";
  const until = new Date(outage.endedAt.getTime() + AFTERWARDS_MS);
  return failingSince < outage.endedAt && now < until ? until : null;
}
