// Two promises every test file keeps: nothing is printed to the console unexpectedly, and nothing
// leaves this machine.
import net from "node:net";
import { afterEach, beforeEach } from "vitest";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost", "0.0.0.0", "::"]);

let printed: string[] = [];

beforeEach(() => {
  printed = [];
  // A test that expects output replaces these again with a spy of its own.
  console.error = (...parts: unknown[]) => void printed.push(parts.map(String).join(" "));
  console.warn = console.error;
});

afterEach(() => {
  if (printed.length > 0) throw new Error(`Unexpected console output:\n${printed.join("\n")}`);
});

type Connect = (this: net.Socket, ...args: unknown[]) => net.Socket;
// oxlint-disable-next-line typescript/unbound-method -- called with its own socket below
const connect = net.Socket.prototype.connect as Connect;

/** The host that `socket.connect(...)` was asked for; null for a Unix socket. */
function hostOf(args: unknown[]): string | null {
  // `net.connect` passes its arguments as one normalised array.
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "string") return null;
  if (typeof first === "object" && first !== null) {
    const { path, host } = first as { path?: string | null; host?: string | null };
    return path ? null : (host ?? "localhost");
  }
  return typeof second === "string" ? second : "localhost";
}

function guarded(this: net.Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (host !== null && !LOOPBACK.has(host)) {
    throw new Error(`A test tried to reach ${host}. Tests talk to this machine only.`);
  }
  return connect.apply(this, args);
}
// This file is run again for each test file of a process.
if (connect.name !== guarded.name) net.Socket.prototype.connect = guarded;
