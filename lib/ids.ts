import { randomBytes } from "node:crypto";

/** One table of prefixes, so that an id tells what it names wherever it turns up. */
const prefixes = {
  person: "person",
  session: "ses",
  firm: "firm",
  link: "link",
  integration: "intg",
  scopeSet: "sset",
  scope: "scope",
  application: "app",
  connection: "conn",
  grant: "grant",
  attempt: "att",
  proof: "proof",
  helpRequest: "help",
  reminder: "rem",
  probeRun: "run",
  problem: "prob",
  reauthorization: "reauth",
  outage: "out",
  factor: "fac",
  recoveryCode: "rec",
  oidcAttempt: "oidc",
  firmKey: "fkey",
  firmNote: "note",
  importRun: "imp",
  event: "evt",
  mail: "mail",
  bulkRun: "bulk",
  request: "req",
  savedView: "view",
  tokenClient: "tc",
  connectionReport: "rep",
  webhookEndpoint: "we",
  webhookSecret: "ws",
  webhookMessage: "msg",
  webhookDelivery: "wd",
  webhookTry: "wt",
} as const;
export type IdKind = keyof typeof prefixes;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);
let used = 0;

/** Random bytes, drawn many at a time: each call of the system costs as much as a hundred bytes. */
function randomBytesOf(count: number): Buffer {
  if (used + count > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** A new id such as `firm_0c9v…`: the prefix and 120 random bits in Crockford's base 32. */
export function newId(kind: IdKind): string {
  let text = "";
  for (const byte of randomBytesOf(24)) text += ALPHABET[byte & 31];
  return `${prefixes[kind]}_${text}`;
}

/** A short reference that a person can read out on the phone, such as `K7M4-Q2PX`. */
export function newReference(): string {
  let text = "";
  for (const byte of randomBytes(8)) text += ALPHABET[byte & 31];
  const upper = text.toUpperCase();
  return `${upper.slice(0, 4)}-${upper.slice(4)}`;
}
