/**
 * Why a request that changes something is refused, or null when it is ours. Handlers of Next check
 * nothing by themselves (docs/decisions/002-next-and-its-limits.md). A browser's own word on the
 * site comes first; Origin must be ours as well; a request that tells neither is refused.
 */
export function foreignOrigin(
  headers: Pick<Headers, "get">,
  portalUrl: string,
): "site" | "origin" | "missing" | null {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return "site";
  const origin = headers.get("origin");
  if (origin !== null) return origin === portalUrl ? null : "origin";
  return site === null ? "missing" : null;
}
