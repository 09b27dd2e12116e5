import type { IncomingHttpHeaders } from "node:http";
import { clientAddress } from "@/lib/identity/client-address";

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
