import { lookup } from "node:dns/promises";
import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import { FetchFailure } from "@/lib/providers/errors";
import { isPublicAddress, literalAddress } from "./address-rules";

/**
 * Where a URL leads: all addresses of its host. Throws `FetchFailure` with `private_address` when one
 * of them is not of the public internet (a name that has both is a trick), unless private ones are
 * allowed, and with the resolver's code when there is none.
 */
export async function findAddresses(url: URL, allowPrivate: boolean): Promise<LookupAddress[]> {
  const literal = literalAddress(url);
  const found =
    literal === null ? await resolve(url.hostname) : [{ address: literal, family: isIP(literal) }];
  if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) {
    throw new FetchFailure("private_address", false);
  }
  return found;
}

async function resolve(host: string): Promise<LookupAddress[]> {
  const found = await lookup(host, { all: true }).catch(() => []);
  if (found.length === 0) throw new FetchFailure("enotfound", false);
  return found;
}
