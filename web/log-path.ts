/** Segments after these paths are bearer secrets, however short. */
const SECRET_AFTER = [/^\/l\//, /^\/api\/links\//, /^\/api\/clio\/deauthorized\//];

/**
 * The path as it may stand in a log: no query, no link, no identifier, 200 characters at most.
 * `/l/cin_abc?x=1` → `/l/[…]`; `/staff/firms/firm_01h…` → `/staff/firms/[…]`.
 */
export function logPath(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  if (path.startsWith("/_next/")) return path.slice(0, 200);
  const secret = SECRET_AFTER.find((prefix) => prefix.test(path));
  if (secret) return `${secret.exec(path)?.[0]}[…]`;
  const segments = path.split("/").map((part) => (isOpaque(part) ? "[…]" : part));
  return segments.join("/").slice(0, 200);
}

/** Our routes are short words; what is longer, or has digits or odd characters, is somebody's data. */
function isOpaque(segment: string): boolean {
  return segment !== "" && !/^\.?[a-z][a-z-]{0,30}(\.[a-z]{2,5})?$/.test(segment);
}
