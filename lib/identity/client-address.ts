import { isIP } from "node:net";

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
