import { expect, it } from "vitest";
import { clientAddress } from "./client-address";

it.each([
  ["no proxy of ours: the peer", "192.0.2.1", "198.51.100.7", 0, "192.0.2.1"],
  ["one proxy: what it added", "10.0.0.1", "198.51.100.7", 1, "198.51.100.7"],
  ["one proxy: invented entries stay out", "10.0.0.1", "1.1.1.1, 198.51.100.7", 1, "198.51.100.7"],
  ["two proxies", "10.0.0.2", "1.1.1.1, 198.51.100.7, 10.0.0.1", 2, "198.51.100.7"],
  ["a shorter chain than promised: the peer", "10.0.0.1", "198.51.100.7", 3, "10.0.0.1"],
  ["nothing forwarded: the peer", "10.0.0.1", undefined, 1, "10.0.0.1"],
  ["nonsense forwarded: the peer", "10.0.0.1", "unknown", 1, "10.0.0.1"],
  ["ports and brackets are cut off", "10.0.0.1", "[2001:DB8::1]:443", 1, "2001:db8::1"],
  ["a port after IPv4", "10.0.0.1", "198.51.100.7:5000", 1, "198.51.100.7"],
  ["IPv4 written as IPv6", "::ffff:192.0.2.1", undefined, 0, "192.0.2.1"],
])("%s", (_, remote, forwarded, hops, expected) => {
  expect(clientAddress(remote, forwarded, hops)).toBe(expected);
});
