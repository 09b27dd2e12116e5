const DAY_SECONDS = 24 * 60 * 60;

/** How long a link may be used. */
export const linkLifeSeconds = { invite: 14 * DAY_SECONDS, sign_in: 10 * 60 } as const;
/** A link's first letters tell its purpose to people who find it in a mail. */
export const linkPrefixes = { invite: "cin_", sign_in: "clg_" } as const;
export const SESSION_IDLE_SECONDS = 2 * 60 * 60;
export const SESSION_LIFE_SECONDS = 8 * 60 * 60;

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
