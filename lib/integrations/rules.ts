import { resourceNames, type Access, type Resource } from "@/lib/vocabulary";

/** One permission of a scope set. */
export type ScopeLine = {
  resource: Resource;
  access: Access;
  required: boolean;
  /** One sentence for the firm: what it is for. */
  purpose: string;
  /** One sentence for the firm: what does not happen without it. */
  impact: string;
};

/** Without Users, Clio does not say which account a token is of (docs/clio.md, "Probes"). */
export const USERS_READ = {
  resource: "users",
  access: "read",
  required: true,
  purpose: "Tells us which of your people is connected",
  impact: "We cannot see which Clio account is connected.",
} as const satisfies ScopeLine;

/** The lines of a version as they are stored: reading Users is always among them, and once. */
export function withUsersRead(lines: ScopeLine[]): ScopeLine[] {
  const isUsersRead = (one: ScopeLine) =>
    one.resource === USERS_READ.resource && one.access === USERS_READ.access;
  return [...lines.filter((one) => !isUsersRead(one)), USERS_READ];
}

type ScopeKey = Pick<ScopeLine, "resource" | "access">;
export const isSameScope = (one: ScopeKey, other: ScopeKey): boolean =>
  one.resource === other.resource && one.access === other.access;

export type ScopeDifference = {
  /** Required now, and was not: alone these make firms authorize again. */
  addedRequired: ScopeLine[];
  /** New, and nobody has to allow it. */
  addedOptional: ScopeLine[];
  /** Was required, and is optional now. */
  eased: ScopeLine[];
  removed: ScopeLine[];
  /** As needed as before, in other words. */
  reworded: ScopeLine[];
};

/** What a version changes over the one before. Each line stands in one list at most. */
export function scopeDifference(before: ScopeLine[], after: ScopeLine[]): ScopeDifference {
  const was = (line: ScopeLine) => before.find((one) => isSameScope(one, line));
  const isReworded = (line: ScopeLine) => {
    const old = was(line);
    return (
      old !== undefined &&
      old.required === line.required &&
      (old.purpose !== line.purpose || old.impact !== line.impact)
    );
  };
  return {
    addedRequired: after.filter((line) => line.required && !was(line)?.required),
    addedOptional: after.filter((line) => !line.required && !was(line)),
    eased: after.filter((line) => !line.required && was(line)?.required),
    removed: before.filter((line) => !after.some((one) => isSameScope(one, line))),
    reworded: after.filter(isReworded),
  };
}

/** Whether two versions are the same to a firm, words and all. */
export function isUnchanged(difference: ScopeDifference): boolean {
  return Object.values(difference).every((lines) => lines.length === 0);
}

/** A published version, as far as time matters. */
export type PublishedVersion = {
  version: number;
  publishedAt: Date;
  /** From when on firms that lack what it added need attention; null: from its publication. */
  dueAt: Date | null;
  scopes: ScopeLine[];
};

export type Addition = {
  /** Publication of the version that added it. */
  addedAt: Date;
  dueAt: Date;
};

/**
 * Since when a permission of the current version is asked of somebody who settled the version
 * `baseline`: the first version after it from which the permission has been asked for without a gap, as
 * strictly as now. Null when that version asked for it already. `published` in any order.
 */
export function additionOf(
  line: ScopeLine,
  published: PublishedVersion[],
  baseline: number,
): Addition | null {
  const asks = ({ scopes }: PublishedVersion) =>
    scopes.some((one) => isSameScope(one, line) && (one.required || !line.required));
  const known = published.find(({ version }) => version === baseline);
  if (known && asks(known)) return null;
  const newestFirst = published
    .filter(({ version }) => version > baseline)
    .toSorted((one, other) => other.version - one.version);
  let added: Addition | null = null;
  for (const one of newestFirst) {
    if (!asks(one)) break;
    added = { addedAt: one.publishedAt, dueAt: one.dueAt ?? one.publishedAt };
  }
  return added;
}

/**
 * Whether a proof of an application shows every box of a version: each is read, and of one whose writing
 * is new it was said at the proof that writing is asked for, because writing cannot be tried.
 */
export function isProvenFor(
  results: Partial<Record<Resource, string>> | null,
  draft: ScopeLine[],
  difference: ScopeDifference,
): boolean {
  if (!results) return false;
  const added = [...difference.addedRequired, ...difference.addedOptional];
  const needsWord = (line: ScopeLine) =>
    line.access === "write" && added.some((one) => isSameScope(one, line));
  return draft.every((line) => {
    const result = results[line.resource];
    return needsWord(line)
      ? result === "read_works"
      : result === "works" || result === "read_works";
  });
}

/** Permissions in one line: "Contacts (read and change), Tasks (read)". */
export function namesOfScopes(lines: ScopeKey[]): string {
  const resources = [...new Set(lines.map(({ resource }) => resource))];
  return resources
    .map((resource) => {
      const isWrite = lines.some((one) => one.resource === resource && one.access === "write");
      return `${resourceNames[resource]} (${isWrite ? "read and change" : "read"})`;
    })
    .join(", ");
}
