import "server-only";

/** What a browser did not load or run because of our policy, without anything of the page's own. */
export type Violation = { directive: string; blocked: string; page: string };

const MOST_IN_A_MINUTE = 20;
const MINUTE_MS = 60_000;

/** A browser's report (CSP, `report-uri`), or null for what is none. Addresses are cut to where they lead. */
export function violationOf(text: string): Violation | null {
  const report = reportIn(text);
  if (report === null) return null;
  const directive = report["effective-directive"] ?? report["violated-directive"];
  if (typeof directive !== "string" || !/^[a-z-]{1,40}$/.test(directive)) return null;
  return {
    directive,
    blocked: placeOf(report["blocked-uri"]),
    page: partOf(report["document-uri"]),
  };
}

type Report = Record<string, unknown>;

function reportIn(text: string): Report | null {
  try {
    const body = JSON.parse(text) as Report | null;
    const report = body?.["csp-report"];
    return typeof report === "object" ? (report as Report | null) : null;
  } catch {
    return null;
  }
}

/** The origin of what was blocked, or the browser's word for it, such as `inline`. */
function placeOf(value: unknown): string {
  if (typeof value !== "string") return "unknown";
  if (/^[a-z-]{1,20}$/.test(value)) return value;
  return URL.canParse(value) ? new URL(value).origin.slice(0, 200) : "unknown";
}

/** The first word of a page's address: what follows may be somebody's. */
function partOf(value: unknown): string {
  if (typeof value !== "string" || !URL.canParse(value)) return "unknown";
  return /^\/[a-z-]{0,30}(?=\/|$)/.exec(new URL(value).pathname)?.[0] ?? "unknown";
}

/** Whether one more may be noted: a page that goes wrong for everybody shall not fill the log. */
export function reportLimit(most = MOST_IN_A_MINUTE): (nowMs: number) => boolean {
  let begun = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (nowMs) => {
    if (nowMs - begun >= MINUTE_MS) [begun, count] = [nowMs, 0];
    count += 1;
    return count <= most;
  };
}
