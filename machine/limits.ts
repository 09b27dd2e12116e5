/** What the door accepts, in bytes and milliseconds. */
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_BODY_BYTES = 64 * 1024;
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of a proxy in front, so that the proxy closes first. */
export const KEEP_ALIVE_MS = 65_000;
export const TIMEOUT_CHECK_MS = 2000;
/** How long running requests may take after the door was told to stop. */
export const STOP_MS = 20_000;
