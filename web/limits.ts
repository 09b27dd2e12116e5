/** What the front accepts, in bytes and milliseconds. */
export const MAX_HEADER_BYTES = 16 * 1024;
export const MAX_URL_BYTES = 8 * 1024;
export const MAX_BODY_BYTES = 64 * 1024;
/** A logo may fill 64 KiB by itself; the form around it needs a little more. */
export const MAX_UPLOAD_BYTES = MAX_BODY_BYTES + 4 * 1024;
/** The one address that takes a file, from administrators alone. */
export const UPLOAD_PATH = "/api/staff/settings/logo";

/** From the first byte to the last header. */
export const HEADERS_TIMEOUT_MS = 10_000;
/** From the first byte to the end of the body. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the usual 60 s of a proxy in front, so that the proxy closes first. */
export const KEEP_ALIVE_MS = 65_000;
/** How often Node looks for connections past these limits. */
export const TIMEOUT_CHECK_MS = 2_000;

/** How much of a refused body is still read, so that the sender sees the answer and not a reset. */
export const DRAIN_BYTES = 1024 * 1024;
export const DRAIN_MS = 2_000;

/** How long running requests may take after the portal was told to stop. */
export const STOP_MS = 20_000;
