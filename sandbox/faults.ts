import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { regions, type Region } from "./state";

const MEGABYTE = 1024 * 1024;
const HUGE_MB = 300;
const DRIP_EVERY_MS = 500;

/** What a person or a test asks for; `PUT` in README.md. */
const faultSchema = z.strictObject({
  region: z.enum(regions).optional(),
  /** Requests whose path begins so. */
  path: z.string().startsWith("/").default("/"),
  /** The next so many of them; without it all, until the faults are cleared. */
  next: z.number().int().positive().optional(),
  /** Only this share of them, at random. */
  share: z.number().gt(0).max(1).default(1),
  /** Clio does its work first, and then the answer goes wrong. */
  afterwards: z.boolean().default(false),
  how: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("status"),
      status: z.number().int().min(200).max(599),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string().default(""),
    }),
    z.strictObject({ kind: z.literal("redirect"), status: z.number().default(307), to: z.url() }),
    z.strictObject({ kind: z.literal("latency"), ms: z.number().int().min(1).max(120_000) }),
    z.strictObject({
      kind: z.literal("hold"),
      /** Instead of the right answer. */
      instead: z.strictObject({ status: z.number().int(), body: z.string() }).optional(),
    }),
    z.strictObject({ kind: z.literal("hang") }),
    z.strictObject({ kind: z.literal("reset") }),
    z.strictObject({ kind: z.literal("drip") }),
    z.strictObject({ kind: z.literal("huge"), gzip: z.boolean().default(false) }),
    z.strictObject({ kind: z.literal("truncated") }),
    z.strictObject({ kind: z.literal("wrong_json"), body: z.string().default("[]") }),
  ]),
});
type Fault = z.infer<typeof faultSchema>;
type How = Fault["how"];
/** The right answer, late. */
type Slow = Extract<How, { kind: "latency" | "hold" }>;

/** The faults that wait for requests, the oldest first. */
export class Faults {
  #waiting: Fault[] = [];
  /** Requests that are held, until the faults are cleared. */
  #held: (() => void)[] = [];

  /** Throws a ZodError for a fault that it does not know. */
  add(input: unknown): Fault {
    const fault = faultSchema.parse(input);
    this.#waiting.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#waiting;
  }

  /** Ends them all; what is held goes on. */
  clear(): void {
    this.#waiting = [];
    for (const release of this.#held.splice(0)) release();
  }

  /** How many requests are held. */
  get held(): number {
    return this.#held.length;
  }

  #wait(how: Slow): Promise<void> {
    if (how.kind === "latency") return sleep(how.ms);
    return new Promise((release) => this.#held.push(release));
  }

  /** The first that is meant for this request, counted down. */
  #take(region: Region, path: string): Fault | null {
    const fault = this.#waiting.find(
      (one) =>
        (one.region ?? region) === region && path.startsWith(one.path) && Math.random() < one.share,
    );
    if (!fault) return null;
    if (fault.next !== undefined) {
      fault.next -= 1;
      if (fault.next === 0) this.#waiting = this.#waiting.filter((one) => one !== fault);
    }
    return fault;
  }

  middleware(region: Region): MiddlewareHandler {
    return async (c, next) => {
      const fault = this.#take(region, c.req.path);
      if (!fault) return next();
      const { how, afterwards } = fault;
      if (how.kind === "latency" || how.kind === "hold") {
        // Held before Clio does its work, or with the answer ready.
        if (afterwards) await next();
        await this.#wait(how);
        if (how.kind === "hold" && how.instead) return replace(c, json(how.instead));
        return afterwards ? undefined : next();
      }
      if (!afterwards) return spoil(c, how);
      await next();
      return replace(c, await spoil(c, how));
    };
  }
}

const json = ({ status, body }: { status: number; body: string }) =>
  new Response(body, { status, headers: { "content-type": "application/json" } });

/** In the place of an answer that may be there already. */
function replace(c: Context, response: Response): undefined {
  c.res = undefined;
  c.res = response;
}

async function spoil(c: Context, how: Exclude<How, Slow>): Promise<Response> {
  const { incoming, outgoing } = c.env as HttpBindings;
  const type = { "content-type": "application/json" };
  switch (how.kind) {
    case "status":
      return new Response(how.status === 204 ? null : how.body, how);
    case "redirect":
      return new Response(null, { status: how.status, headers: { location: how.to } });
    case "wrong_json":
      return json({ status: 200, body: how.body });
    case "reset":
      incoming.socket.resetAndDestroy();
      break;
    case "hang":
      await once(outgoing, "close");
      break;
    case "truncated":
      outgoing.writeHead(200, { ...type, "content-length": "4000" });
      outgoing.write('{"access_token":"cut');
      setTimeout(() => incoming.socket.destroy(), 50);
      break;
    case "drip":
      outgoing.writeHead(200, type);
      while (!outgoing.destroyed) {
        outgoing.write(" ");
        await sleep(DRIP_EVERY_MS);
      }
      break;
    case "huge":
      outgoing.writeHead(200, { ...type, ...(how.gzip && { "content-encoding": "gzip" }) });
      await pipeline(Readable.from(hugeBody(how.gzip)), outgoing).catch(() => {});
      break;
  }
  return RESPONSE_ALREADY_SENT;
}

function* hugeBody(isGzip: boolean): Generator<Buffer> {
  const block = Buffer.alloc(MEGABYTE, "x");
  // Members of gzip may follow each other, so a small one repeated is a bomb.
  const piece = isGzip ? gzipSync(block) : block;
  for (let sent = 0; sent < HUGE_MB; sent += 1) yield piece;
}
