export const LONGEST_TAG = 30;
export const MOST_TAGS = 20;

/** Letters and digits of any language, with single spaces, hyphens, dots and the like between them. */
const SHAPE = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._/&+-]*[\p{L}\p{M}\p{N}.+])?$/u;

/**
 * A tag as it is kept: lower-case, with single spaces, so that one word is one tag. Null for what is no
 * tag: nothing, too long, or with signs that lists and addresses use themselves.
 */
export function readTag(text: string): string | null {
  const tag = text.normalize("NFC").trim().replace(/\s+/gu, " ").toLowerCase();
  return Array.from(tag).length <= LONGEST_TAG && SHAPE.test(tag) ? tag : null;
}

/** The tags of a firm with one more, in order; null when it has that one, or as many as it may. */
export function withTag(tags: readonly string[], tag: string): string[] | null {
  if (tags.includes(tag) || tags.length >= MOST_TAGS) return null;
  return [...tags, tag].toSorted((a, b) => a.localeCompare(b, "en"));
}
