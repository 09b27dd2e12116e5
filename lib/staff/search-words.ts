import type { QueueTab } from "@/lib/vocabulary";

const MOST_WORDS = 200;
const LONGEST = 100;
const ADDRESS = /[^\s<>()",;:]+@[^\s<>()",;:]+/gu;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * The words of some texts as the search keeps them: letters and digits in lower case without accents,
 * and each e-mail address as a whole besides. Rows and queries are split by this alone.
 */
export function searchWords(texts: (string | null)[]): string[] {
  const words = new Set<string>();
  for (const text of texts) {
    const plain = plainText(text ?? "");
    for (const [found] of [...plain.matchAll(ADDRESS), ...plain.matchAll(WORD)]) {
      words.add(clip(found));
    }
  }
  return [...words].slice(0, MOST_WORDS);
}

/** Below this many letters a word is looked for as a whole: half of all firms have one with an l. */
const LEAST_LETTERS = 3;

/**
 * What a search looks for: every word, each by its beginning. An address is looked for as a whole. Null
 * when there is nothing to look for.
 */
export function searchQuery(text: string): string | null {
  const plain = plainText(text);
  const addresses = [...plain.matchAll(ADDRESS)].map(([found]) => found);
  const rest = plain.replaceAll(ADDRESS, " ");
  const words = [...addresses, ...[...rest.matchAll(WORD)].map(([found]) => found)];
  if (words.length === 0) return null;
  const asked = [...new Set(words)].map((word) => {
    const isBeginning = word.length >= LEAST_LETTERS;
    return `${quoted(clip(word))}${isBeginning ? ":*" : ""}`;
  });
  return asked.join(" & ");
}

// A row's tab and tags are among its words, so that one look into one index finds the firms of a tab
// that have a word. No word that is typed begins like them.
const TAB = "=";
const TAG = "#";

/** The words of a row that nobody types. */
export function placeWords({ tab, tags }: { tab: QueueTab; tags: string[] }): string[] {
  return [TAB + tab, ...tags.map((tag) => TAG + tag)];
}

export const tabQuery = (tab: QueueTab): string => quoted(TAB + tab);
export const tagQuery = (tag: string): string => quoted(TAG + tag);

function quoted(word: string): string {
  return `'${word.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** Half of a sign cannot be stored. */
function clip(word: string): string {
  return word.slice(0, LONGEST).toWellFormed();
}

function plainText(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
