/** Longest wait that we let a provider impose. */
const MAX_SECONDS = 3600;
const DEFAULT_SECONDS = 60;

/** Reads `Retry-After` (seconds or a date) into 1…3600 seconds; nonsense and absence give 60. */
export function retryAfterSeconds(header: string | null, nowMs = Date.now()): number {
  if (header === null || header.trim() === "") return DEFAULT_SECONDS;
  const text = header.trim();
  const isDate = /\bGMT$/.test(text);
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : isDate
      ? (Date.parse(text) - nowMs) / 1000
      : NaN;
  if (Number.isNaN(seconds)) return DEFAULT_SECONDS;
  return Math.min(MAX_SECONDS, Math.max(1, Math.ceil(seconds)));
}
