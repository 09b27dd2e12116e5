import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import type { LookupAddress } from "node:dns";
import { CALL_TIMEOUT_MS, MAX_BODY_BYTES } from "@/lib/providers/bounded-fetch";
import { FetchFailure, toFetchFailure } from "@/lib/providers/errors";
import { retryAfterSeconds } from "@/lib/providers/retry-after";
import { findAddresses } from "./find-addresses";
import type { TryResult } from "./retry-rules";

const USER_AGENT = "Anteroom-Webhooks/1.0";

/**
 * POSTs a signed message. The connection goes to an address that was looked at, whatever the name
 * resolves to by then; no redirect is followed, 15 s in all, and of the answer nothing but its status and
 * `Retry-After` is kept. fetch cannot be given an address, so this is node:https. Never throws.
 */
export async function postMessage(
  target: { url: string; allowPrivate: boolean },
  message: { headers: Record<string, string>; body: string },
): Promise<TryResult> {
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const url = new URL(target.url);
  try {
    const addresses = await orTimeout(findAddresses(url, target.allowPrivate), signal);
    const response = await send(url, addresses, { ...message, signal });
    const status = response.statusCode ?? 0;
    const header = response.headers["retry-after"] ?? null;
    await drain(response);
    return { status, retryAfterSeconds: header === null ? null : retryAfterSeconds(header) };
  } catch (thrown) {
    return { status: null, failure: toFetchFailure(thrown).code };
  }
}

function orTimeout<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new FetchFailure("timeout", false)));
  });
  return Promise.race([work, late]);
}

function send(
  url: URL,
  addresses: LookupAddress[],
  { headers, body, signal }: { headers: Record<string, string>; body: string; signal: AbortSignal },
): Promise<IncomingMessage> {
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else if (first) done(null, first.address, first.family);
  };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": USER_AGENT,
      },
      lookup: pinned,
      // A connection for each try: one that was looked at for another name is never used again.
      agent: false,
      signal,
    });
    sent.once("response", resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Reads the answer to its end, so that the receiver is not cut off, but no more than is bearable. */
async function drain(response: IncomingMessage): Promise<void> {
  let total = 0;
  try {
    for await (const chunk of response) {
      total += (chunk as Buffer).byteLength;
      if (total > MAX_BODY_BYTES) break;
    }
  } catch {
    // The status has been said; what follows it changes nothing.
  }
  response.destroy();
}
