import { hash } from "node:crypto";

/** A steady number from 0 to 1 for a connection, by which work that is due together is spread. */
export function spreadOf(connectionId: string): number {
  return hash("sha256", connectionId, "buffer").readUInt32BE(0) / 0xffffffff;
}
