import type { LinkPurpose } from "@/lib/vocabulary";

const DAY_SECONDS = 24 * 60 * 60;

/** How long a link may be used. */
export const linkLifeSeconds: Record<LinkPurpose, number> = {
  invite: 14 * DAY_SECONDS,
  sign_in: 10 * 60,
  hand_over: 7 * DAY_SECONDS,
  reauthorize: 7 * DAY_SECONDS,
};
/** A link's first letters tell its purpose to people who find it in a mail. */
export const linkPrefixes: Record<LinkPurpose, string> = {
  invite: "cin_",
  sign_in: "clg_",
  hand_over: "cho_",
  reauthorize: "cra_",
};
/** A link's token as mails carry it: prefix and 256 bits. Anything else was never ours. */
const LINK_TOKEN = /^c(?:in|lg|ho|ra)_[\w-]{43}$/;

/** Whether a text can be a link's token at all; another one is not even looked for. */
export function isLinkToken(text: string): boolean {
  return LINK_TOKEN.test(text);
}

export const SESSION_IDLE_SECONDS = 2 * 60 * 60;
export const SESSION_LIFE_SECONDS = 8 * 60 * 60;
/** Whoever was handed one step needs no more. */
export const HAND_OVER_SESSION_SECONDS = 2 * 60 * 60;

/** A mailed code before what could harm: six digits, five tries (H-3), ten minutes (ASVS 6.5.5). */
export const CODE_LIFE_SECONDS = 10 * 60;
export const CODE_TRIES = 5;

const MAX_LENGTH = 254;
// Several addresses in one field, or a line break, would send a link to somebody else.
const FORBIDDEN = /[\s,;<>"\\()[\]\p{C}]/u;
const LOCAL = /^[\x21-\x7e]{1,64}$/;
const DOMAIN =
  /^(?=.{1,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The one spelling of an e-mail address that lookup, limits and sending all use, or null when it is
 * not one address. Look-alikes of @ and wide letters are folded first (NFKC).
 */
export function normaliseEmail(input: string): string | null {
  if (input.length > MAX_LENGTH * 4) return null;
  const text = input.normalize("NFKC").trim().toLowerCase();
  if (text.length > MAX_LENGTH || FORBIDDEN.test(text)) return null;
  const [local, domain, ...rest] = text.split("@");
  if (!local || !domain || rest.length > 0) return null;
  return LOCAL.test(local) && DOMAIN.test(domain) ? text : null;
}

/** The network that an address belongs to, for limits: /24, and /64 where one client has so many. */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address.split(".").slice(0, 3).join(".");
  const groups = (part = "") => part.split(":").filter(Boolean);
  const [before, after] = address.split("::");
  const left = groups(before);
  const right = groups(after);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}

const WORD_OF_AN_ADDRESS = /[\p{C}<>@/\\:]|[\p{L}\p{N}-]{2,}\.\p{L}{2,}/u;
const LONGEST_NAME = 80;

/**
 * Whether a text that a firm typed may be a person's name: it stands in mails to people whom the firm
 * names, and must not carry an address or a key to them (H-4, H-6).
 */
export function isPersonName(text: string): boolean {
  if (text.length > LONGEST_NAME || WORD_OF_AN_ADDRESS.test(text)) return false;
  return !maskSecrets(text).wasMasked;
}

const SECRET_LIKE = /[A-Za-z0-9]{30,}/g;
const LONGEST_TEXT = 2000;

/**
 * A free text without what looks like a key or a token: runs of thirty letters and digits are masked
 * before anything is stored (H-4).
 */
export function maskSecrets(text: string): { text: string; wasMasked: boolean } {
  const given = text.trim();
  // Masked before it is cut, or a key at the cut would lose what it is recognised by.
  const masked = given.replace(SECRET_LIKE, "[removed]");
  return { text: masked.slice(0, LONGEST_TEXT), wasMasked: masked !== given };
}
