import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/** Where the address of the person's machine stands for everything behind the front. */
export const CLIENT_IP_HEADER = "x-anteroom-client-ip";

/**
 * Headers that only we or Next itself may set. A client that sends them would speak with our voice:
 * its address, the policy whose nonce Next copies into the page, a proxy step already passed, or a
 * server action (there are none).
 */
const OURS = new RegExp(
  [
    "^(x-forwarded-.*|forwarded|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|via)$",
    "^(content-security-policy.*|x-nonce|x-anteroom-.*)$",
    "^(x-middleware-.*|x-nextjs-.*|x-next-.*|x-now-.*|x-vercel-.*|x-matched-path|x-invoke-.*)$",
    "^(next-action|next-resume|x-prerender-.*|x-original-url|x-rewrite-url|x-http-method.*)$",
  ].join("|"),
);

/**
 * The address of the person's machine. `forwardedFor` is believed for as many steps, counted from
 * our end, as there are proxies of ours (`hops`); anything further left may be invented.
 */
export function clientAddress(
  remote: string | undefined,
  forwardedFor: string | undefined,
  hops: number,
): string {
  const peer = plainAddress(remote ?? "") ?? "0.0.0.0";
  if (hops === 0 || forwardedFor === undefined) return peer;
  const chain = [...forwardedFor.split(","), peer];
  return plainAddress(chain[chain.length - 1 - hops] ?? "") ?? peer;
}

/** ` [2001:db8::1]:443` → `2001:db8::1`, `::ffff:192.0.2.1` → `192.0.2.1`; null for anything else. */
function plainAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.+)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) ? bare.toLowerCase() : null;
}

/** Takes the client's own claims out of `headers` and puts in what we know ourselves. */
export function rewriteForwarding(
  headers: IncomingHttpHeaders,
  remote: string | undefined,
  hops: number,
  portalUrl: URL,
): void {
  const client = clientAddress(remote, String(headers["x-forwarded-for"] ?? "") || undefined, hops);
  for (const name of Object.keys(headers)) if (OURS.test(name)) delete headers[name];
  headers["x-forwarded-for"] = client;
  headers["x-forwarded-proto"] = portalUrl.protocol.slice(0, -1);
  headers["x-forwarded-host"] = portalUrl.host;
  headers[CLIENT_IP_HEADER] = client;
}
