import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { z } from "zod";
import { clientAddress } from "@/lib/identity/client-address";
import { toAppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import type { Door } from "@/lib/tokens/door";
import { looksLikeKey, parseKey, type ParsedKey } from "@/lib/tokens/key";
import { Refusal } from "@/lib/tokens/refusal";
import { keyOfHeader } from "@/lib/tokens/rules";
import type { CountedClient } from "@/lib/tokens/statements";
import { BadRequest, problemOf } from "./problem";
import type { Services } from "./services";
import { watched } from "./watched";

export type DoorEnv = { Bindings: HttpBindings };
type HonoContext = Context<DoorEnv>;

/** One request as it goes through the door. */
export type Asked = {
  c: HonoContext;
  requestId: string;
  /** The address of the caller's machine, past proxies of ours. */
  address: string;
  /** For the log, as soon as it is known. */
  clientId: string | null;
};
export type Caller = Asked & { key: ParsedKey };

/** What stands on every answer: it is for one caller and kept nowhere. */
const HEADERS = {
  "cache-control": "no-store",
  vary: "Authorization",
  "x-content-type-options": "nosniff",
} as const;

export type Answer = { status?: number; body: unknown };

/**
 * A handler: gives the request its id, answers what `work` returns or throws, and writes one line of
 * log, in which nothing stands that the caller sent but the method.
 */
export function serve(
  services: Services,
  route: string,
  work: (asked: Asked) => Answer | Promise<Answer>,
): (c: HonoContext) => Promise<Response> {
  const { door } = services;
  return (c) => {
    const asked = askedBy(c, door.env.TRUSTED_PROXY_HOPS);
    return watched(door, { ...asked, route }, () => answer(door, asked, route, work));
  };
}

function askedBy(c: HonoContext, hops: number): Asked {
  const { socket, headers } = c.env.incoming;
  const forwarded = String(headers["x-forwarded-for"] ?? "") || undefined;
  const address = clientAddress(socket.remoteAddress, forwarded, hops);
  return { c, requestId: newId("request"), address, clientId: null };
}

async function answer(
  { log }: Door,
  asked: Asked,
  route: string,
  work: (asked: Asked) => Answer | Promise<Answer>,
): Promise<Response> {
  const begun = performance.now();
  const { c, requestId } = asked;
  const note = (status: number, code?: string) => {
    const ms = Math.round(performance.now() - begun);
    const client = asked.clientId ?? undefined;
    // Probes of the health come every second.
    const level = route.startsWith("/health/") ? "debug" : "info";
    log[level]({ requestId, method: c.req.method, route, status, code, client, ms }, "request");
  };
  try {
    refuseBody(asked);
    const { status = 200, body } = await work(asked);
    note(status);
    const headers = { ...HEADERS, "content-type": "application/json", "x-request-id": requestId };
    return new Response(JSON.stringify(body), { status, headers });
  } catch (thrown) {
    const { status, code, headers, body, isFault } = problemOf(thrown, requestId);
    if (isFault) log.error({ err: thrown, code, requestId }, "a request failed");
    // While the database is away this is every request: its reason, and no stack.
    if (code === "unavailable") {
      log.warn({ reason: toAppError(thrown).message, code, requestId }, "a request had to wait");
    }
    note(status, code);
    const all = { ...HEADERS, ...headers, "x-request-id": requestId };
    return new Response(body, { status, headers: all });
  }
}

/** The same for who brings a key: counted and bounded, and what it is refused stands in the history. */
export function serveCaller(
  services: Services,
  route: string,
  work: (caller: Caller) => Promise<{ client: CountedClient } & Answer>,
): (c: HonoContext) => Promise<Response> {
  return serve(services, route, async (asked) => {
    const { gate, uses } = services;
    let keyId: string | null = null;
    try {
      const key = keyOf(asked, (id) => (keyId = id));
      keyId = key.id;
      gate.enter(key, asked.address);
      const caller = Object.assign(asked, { key });
      const { client, ...answer } = await work(caller);
      asked.clientId = client.client_id;
      gate.remember(key, client);
      uses.noteKey(key.id, Date.now());
      return answer;
    } catch (thrown) {
      await noteRefusal(services, asked, keyId, thrown);
      throw thrown;
    }
  });
}

/** The caller's one key, from its header. A key in the address is refused, and told: addresses are logged. */
function keyOf({ c }: Asked, found: (keyId: string) => void): ParsedKey {
  const { rawHeaders, url = "", headers } = c.env.incoming;
  if (looksLikeKey(url)) {
    const [text = ""] = /anteroom_live_\w+/i.exec(url) ?? [];
    const key = parseKey(text);
    if (key) found(key.id);
    throw new Refusal("key_in_address", "A key belongs in the Authorization header alone.");
  }
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === "authorization") count += 1;
  }
  if (count > 1) throw new Refusal("key_repeated", "Send one Authorization header.");
  return keyOfHeader(headers.authorization);
}

const STRANGE: ReadonlySet<string> = new Set(["key_missing", "key_unknown", "key_in_address"]);

async function noteRefusal(
  { gate, refused }: Services,
  { address, requestId }: Asked,
  keyId: string | null,
  thrown: unknown,
): Promise<void> {
  if (!(thrown instanceof Refusal)) return;
  if (STRANGE.has(thrown.code)) {
    gate.noteStranger(address);
    gate.requirePatience(address);
  }
  if (keyId !== null) await refused.note({ keyId, code: thrown.code, requestId });
}

/** Nothing but a report has a body: two readers must never disagree about where a request ends. */
function refuseBody({ c }: Asked): void {
  const { headers } = c.env.incoming;
  const hasBody =
    headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
  if (hasBody && c.req.method !== "POST") {
    throw new BadRequest("header_invalid", "This request must not have a body.");
  }
}

/** The query by its schema: every parameter known, and given once. */
export function readQuery<Schema extends z.ZodType>(
  c: HonoContext,
  schema: Schema,
): z.infer<Schema> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  if ((c.env.incoming.url ?? "").includes("?")) {
    for (const [name, [value = "", ...more]] of Object.entries(c.req.queries())) {
      if (more.length > 0) {
        throw new BadRequest("parameter_invalid", `${printable(name)} is there more than once.`);
      }
      values[name] = value;
    }
  }
  const parsed = schema.safeParse({ ...values });
  if (parsed.success) return parsed.data;
  throw new BadRequest("parameter_invalid", sayIssue(parsed.error));
}

/** What is wrong, by our own words alone: values that were sent are not repeated. */
export function sayIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return "It is not understood.";
  if (issue.code === "unrecognized_keys") {
    return `${issue.keys.slice(0, 3).map(printable).join(", ")} is not known here.`;
  }
  const where = issue.path.map(String).join(".");
  return where ? `${printable(where)}: ${issue.message}` : issue.message;
}

/** A name that was sent, as far as it is one. */
const printable = (name: string) => (/^[\w.[\]-]{1,64}$/.test(name) ? name : "A parameter");
