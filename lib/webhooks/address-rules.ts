import { BlockList, isIP } from "node:net";

/** What is not the public internet (IANA's special-purpose registries), and clouds' metadata beside it. */
const closedV4: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  // Azure's own services, on an address that is public elsewhere.
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Of IPv6 only global unicast is the public internet; these parts of it are not, or lead elsewhere. */
const closedV6: [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const closed = new BlockList();
for (const [net, bits] of closedV4) closed.addSubnet(net, bits, "ipv4");
const closedInV6 = new BlockList();
for (const [net, bits] of closedV6) closedInV6.addSubnet(net, bits, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an IP address belongs to the public internet: not private, loopback, link-local, shared
 * (CGNAT), multicast, reserved, or an IPv4 address in the clothes of IPv6. False for what is no address.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, "ipv4");
  if (family === 6) {
    return globalUnicast.check(address, "ipv6") && !closedInV6.check(address, "ipv6");
  }
  return false;
}

const LONGEST_URL = 500;

/**
 * What is wrong with a receiver's address by its looks, in words for staff, or null. Where its name leads
 * is looked at by `findAddresses`.
 */
export function urlProblem(text: string, allowPrivate: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return "Enter the whole address, such as https://services.example.com/webhooks.";
  if (text.length > LONGEST_URL) return "This is too long.";
  const isHttps = url.protocol === "https:";
  if (!isHttps && !(allowPrivate && url.protocol === "http:")) {
    return "The address must begin with https://.";
  }
  if (url.username || url.password) {
    return "Leave out user name and password: messages are signed instead.";
  }
  if (url.hash) return "Leave out what follows the #: it is never sent.";
  const literal = literalAddress(url);
  if (literal !== null && !allowPrivate && !isPublicAddress(literal)) return NOT_PUBLIC;
  return null;
}

export const NOT_PUBLIC =
  "This address leads into a private network, where we do not send. Use one that can be reached from the internet.";

/** The IP address that stands in a URL instead of a name, or null. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? null : host;
}
