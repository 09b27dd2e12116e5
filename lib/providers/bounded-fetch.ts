import { FetchFailure, toFetchFailure } from "@/lib/providers/errors";

/** The whole call, body included. */
export const CALL_TIMEOUT_MS = 15_000;
/** More than any answer that we ask for; an uncapped one could fill the memory. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * Clio's firewall refused Node's default and names with a URL in them with a bare HTML 403 (observed
 * by integrators): a plain `Name/1.0` passes.
 */
const USER_AGENT = "Anteroom/1.0";

/**
 * fetch for a provider: no redirects (Node would post the client secret again to a 307's target),
 * 15 s in all, 64 KiB of body after decompression, never from a cache.
 * Throws `FetchFailure`; its `sent` is false only when it is certain that nothing left.
 */
export async function boundedFetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("user-agent", USER_AGENT);
  // Not AbortSignal.timeout: that is kept until its time is over, however soon the answer came.
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(), CALL_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      ...init,
      headers,
      redirect: "error",
      cache: "no-store",
      signal: overdue.signal,
    });
    const body = await readBody(response);
    const kept = new Headers(response.headers);
    // The body is plain by now; and a challenge header would hide the error code in the body.
    for (const name of ["content-encoding", "content-length", "www-authenticate"])
      kept.delete(name);
    const hasNoBody = response.status === 204 || response.status === 205 || response.status === 304;
    return new Response(hasNoBody ? null : body, { status: response.status, headers: kept });
  } catch (thrown) {
    throw toFetchFailure(thrown);
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  if (response.body) {
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      total += value.byteLength;
      if (total > MAX_BODY_BYTES) {
        await reader.cancel();
        throw new FetchFailure("body_too_large", true);
      }
      chunks.push(value);
    }
  }
  return new Uint8Array(Buffer.concat(chunks, total));
}
