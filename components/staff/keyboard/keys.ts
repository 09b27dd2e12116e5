/** One press as the browser tells of it. */
export type Press = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** The key is held down, and this is not its first press. */
  repeat: boolean;
  /** The focus is where people write or choose. */
  isTyping: boolean;
};

export type Command =
  | { kind: "search" }
  | { kind: "move"; by: 1 | -1 }
  | { kind: "select" }
  | { kind: "help" }
  | { kind: "palette" }
  | { kind: "go"; href: string };

/** What `g` waits for: the key of a page. */
export const pageKeys: Readonly<Record<string, string>> = {
  q: "/staff",
  f: "/staff/firms",
  i: "/staff/integrations",
  a: "/staff/applications",
  l: "/staff/plans",
  p: "/staff/people",
  r: "/staff/reports",
  h: "/staff/history",
  b: "/staff/bulk",
  s: "/staff/settings",
};

/** A `g` is forgotten after this. */
export const CHORD_MS = 1500;

const single: Readonly<Record<string, Command>> = {
  "/": { kind: "search" },
  j: { kind: "move", by: 1 },
  k: { kind: "move", by: -1 },
  x: { kind: "select" },
  "?": { kind: "help" },
};

/**
 * What a press means, and whether the next one is the second half of `g …`. Letters mean nothing while
 * somebody types or holds Ctrl, Alt or ⌘; Ctrl+K or ⌘K opens the palette everywhere.
 */
export function commandOf(
  press: Press,
  isAfterG: boolean,
): { command: Command | null; isAfterG: boolean } {
  const { key, ctrlKey, metaKey, altKey, repeat, isTyping } = press;
  const none = { command: null, isAfterG: false };
  if (key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey) {
    return repeat ? none : { command: { kind: "palette" }, isAfterG: false };
  }
  if (isTyping || ctrlKey || metaKey || altKey) return none;
  if (isAfterG) {
    const href = Object.hasOwn(pageKeys, key) ? pageKeys[key] : undefined;
    return href ? { command: { kind: "go", href }, isAfterG: false } : none;
  }
  if (key === "g") return { command: null, isAfterG: !repeat };
  const command = Object.hasOwn(single, key) ? (single[key] ?? null) : null;
  const mayRepeat = command?.kind === "move";
  return { command: repeat && !mayRepeat ? null : command, isAfterG: false };
}

/** The place to which `j` and `k` lead from another one, within a list; from nowhere to its beginning. */
export function stepTo(from: number | null, by: 1 | -1, length: number): number | null {
  if (length === 0) return null;
  if (from === null) return by === 1 ? 0 : length - 1;
  return Math.min(Math.max(from + by, 0), length - 1);
}

/** The same in a list that begins anew at its end, as a list of choices does. */
export function cycle(from: number, by: 1 | -1, length: number): number {
  return length === 0 ? 0 : (from + by + length) % length;
}

/** Those in which every word of the text stands, those that begin with it first. */
export function matching<T extends { label: string }>(choices: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = choices.filter(({ label }) => {
    const lower = label.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
  const begins = ({ label }: T) => Number(label.toLowerCase().startsWith(words.join(" ")));
  return found.toSorted((one, other) => begins(other) - begins(one));
}
