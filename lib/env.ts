import { z } from "zod";
import { regions, type Region } from "@/lib/vocabulary";
import { Secret } from "@/lib/logger";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Clio's hosts by region. Source: Clio's developer handbook, "Regions" (docs/clio.md). */
const clioOrigins: Record<Region, string> = {
  us: "https://app.clio.com",
  eu: "https://eu.app.clio.com",
  ca: "https://ca.app.clio.com",
  au: "https://au.app.clio.com",
};

const text = z.string().trim().min(1);
const optionalText = z.preprocess((value) => (value === "" ? undefined : value), text.optional());

/** An origin such as https://portal.example.com; plain http for loopback addresses only. */
const origin = text.transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null;
  const bare = url && url.pathname === "/" && !url.search && !url.hash && !url.username;
  if (!url || !bare || !["http:", "https:"].includes(url.protocol)) {
    context.addIssue({
      code: "custom",
      message: "must be an origin such as https://portal.example.com",
    });
    return z.NEVER;
  }
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname)) {
    context.addIssue({
      code: "custom",
      message: "must be https; http is for loopback addresses only",
    });
    return z.NEVER;
  }
  return url.origin;
});

/** An issuer of sign-ins such as https://login.example.com/tenant; plain http for loopback only. */
const issuer = optionalText.refine((value) => {
  if (value === undefined) return true;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.search || url.hash || url.username) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
}, "must be the issuer's address; http is for loopback addresses only");

const smtpUrl = text.refine(
  (value) => URL.canParse(value) && ["smtp:", "smtps:"].includes(new URL(value).protocol),
  "must look like smtp://user:password@host:port",
);
const databaseUrl = text.refine(
  (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
  "must look like postgres://user:password@host:5432/name",
);
const timeZone = text.refine(isTimeZone, "must be a time zone such as America/New_York");
const webAddress = optionalText.refine(
  (value) => value === undefined || (URL.canParse(value) && value.startsWith("https://")),
  "must be a web address that begins with https://",
);
const protocolOf = (value: string) => (URL.canParse(value) ? new URL(value).protocol : "");
const addressList = text.transform((value) =>
  value
    .split(",")
    .map((address) => address.trim().toLowerCase())
    .filter(Boolean),
);
const port = z.coerce.number().int().min(1).max(65_535);

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  DATABASE_URL: databaseUrl,
  PORTAL_URL: origin.default("http://127.0.0.1:3000"),
  PORT: port.default(3000),
  HOST: text.default("127.0.0.1"),
  MACHINE_PORT: port.default(3001),
  MACHINE_HOST: text.default("127.0.0.1"),
  PORTAL_KEYS: optionalText.transform((value) => (value ? new Secret(value) : undefined)),
  PORTAL_KEYS_FILE: optionalText,
  PORTAL_STATE_FILE: text.default(".data/portal-state.json"),
  NEXTAUTH_SECRET: text
    .min(32, "must be at least 32 characters; create one with: openssl rand -base64 32")
    .transform((value) => new Secret(value)),
  SMTP_URL: smtpUrl.transform((value) => new Secret(value)),
  MAIL_FROM: text.default("AcuCoders <portal@acucoders.test>"),
  AGENCY_NAME: text.default("AcuCoders"),
  AGENCY_SUPPORT_EMAIL: text.default("support@acucoders.test"),
  AGENCY_WEBSITE: text.default("https://acucoders.test"),
  AGENCY_TIME_ZONE: timeZone.default("America/New_York"),
  AGENCY_HUBSPOT_GUIDE_URL: webAddress,
  AGENCY_PIPEDRIVE_GUIDE_URL: webAddress,
  AGENCY_CHECKLIST_URL: webAddress,
  AGENCY_SERVICES_URL: webAddress,
  STAFF_ADMINS: z.preprocess(
    (value) => value ?? "",
    addressList.or(z.literal("").transform((): string[] => [])),
  ),
  STAFF_OIDC_ISSUER: issuer,
  STAFF_OIDC_CLIENT_ID: optionalText,
  STAFF_OIDC_CLIENT_SECRET: optionalText.transform((value) =>
    value ? new Secret(value) : undefined,
  ),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  CLIO_ORIGIN_US: origin.default(clioOrigins.us),
  CLIO_ORIGIN_EU: origin.default(clioOrigins.eu),
  CLIO_ORIGIN_CA: origin.default(clioOrigins.ca),
  CLIO_ORIGIN_AU: origin.default(clioOrigins.au),
  WEBHOOKS_ALLOW_PRIVATE: z.enum(["on", "off"]).default("off"),
  CLIO_PKCE: z.enum(["on", "off"]).default("on"),
  /** Where the worker answers probes of its health; without it nowhere. */
  WORKER_PORT: z.preprocess((value) => (value === "" ? undefined : value), port.optional()),
  /** How long a program that was told to stop says so before it takes no more requests. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(60).default(0),
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalText.refine(
    (value) => value === undefined || /^https?:$/.test(protocolOf(value)),
    "must be the collector's address such as http://127.0.0.1:4318",
  ),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
  NODE_TLS_REJECT_UNAUTHORIZED: optionalText.refine(
    (value) => value !== "0",
    "must not be 0: the certificates of Clio and of the mail server must be checked",
  ),
});

export type Env = Omit<z.infer<typeof schema>, `CLIO_ORIGIN_${string}`> & {
  clioOrigins: Record<Region, string>;
};

/** Thrown by `readEnv`: one line for each wrong variable, never its value. */
export class EnvError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The environment is not complete:\n${problems.map((line) => `  ${line}`).join("\n")}`);
    this.name = "EnvError";
    this.problems = problems;
  }
}

/**
 * The environment, checked. Throws `EnvError` naming every wrong or missing variable; a process
 * that cannot read its environment must not start.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0] ?? "?");
    return name in given ? `${name}: ${issue.message}` : `${name}: is missing`;
  });
  problems.push(...keyProblems(given), ...oidcProblems(given));
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);
  const { CLIO_ORIGIN_US, CLIO_ORIGIN_EU, CLIO_ORIGIN_CA, CLIO_ORIGIN_AU, ...rest } = parsed.data;
  const origins = [CLIO_ORIGIN_US, CLIO_ORIGIN_EU, CLIO_ORIGIN_CA, CLIO_ORIGIN_AU];
  return {
    ...rest,
    clioOrigins: Object.fromEntries(
      regions.map((region, index) => [region, origins[index]]),
    ) as Record<Region, string>,
  };
}

/** One key ring, from one place. */
function keyProblems({ PORTAL_KEYS, PORTAL_KEYS_FILE }: Record<string, string | undefined>) {
  if (PORTAL_KEYS && PORTAL_KEYS_FILE) return ["PORTAL_KEYS_FILE: is set beside PORTAL_KEYS"];
  return PORTAL_KEYS || PORTAL_KEYS_FILE ? [] : ["PORTAL_KEYS: is missing, and PORTAL_KEYS_FILE"];
}

const oidcNames = [
  "STAFF_OIDC_ISSUER",
  "STAFF_OIDC_CLIENT_ID",
  "STAFF_OIDC_CLIENT_SECRET",
] as const;

/** Single sign-on of staff's is set up as a whole or not at all. */
function oidcProblems(given: Record<string, string | undefined>): string[] {
  const missing = oidcNames.filter((name) => !given[name]);
  if (missing.length === oidcNames.length) return [];
  return missing.map((name) => `${name}: is missing beside the other STAFF_OIDC_ variables`);
}

export type OidcSettings = { issuer: string; clientId: string; clientSecret: Secret };

/** The organisation's own sign-in for staff, or null where there is none. */
export function oidcSettings(env: Env): OidcSettings | null {
  const { STAFF_OIDC_ISSUER: issuer, STAFF_OIDC_CLIENT_ID: clientId } = env;
  const clientSecret = env.STAFF_OIDC_CLIENT_SECRET;
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null;
}

/** Whether a text names a time zone that this machine knows. */
export function isTimeZone(value: string): boolean {
  try {
    return value !== "" && Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}

/** Whether the portal itself is reached on a loopback address (a demo, a developer's machine). */
export function isLoopbackOrigin(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}
