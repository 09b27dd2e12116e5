import { createHash } from "node:crypto";

/** A steady number from 0 to 1 for a connection, by which work that is due together is spread. */
export function spreadOf(connectionId: string): number {
  return createHash("sha256").update(connectionId).digest().readUInt32BE(0) / 0xffffffff;
}
