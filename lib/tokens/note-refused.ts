import { eq } from "drizzle-orm";
import { tokenClients, tokenKeys } from "@/lib/db/schema";
import { recordEvent } from "@/lib/events/record-event";
import { clientContext, type Door } from "./door";
import type { RefusalCode } from "./refusal";

/** Of one key and reason an event at once, and then at most one in this time. */
const PAUSE_MS = 60_000;
const MOST_KEPT = 1000;

/** Refusals of the caller itself; that a firm is not live yet is an answer, and no refusal of it. */
const TOLD: ReadonlySet<RefusalCode> = new Set([
  "key_in_address",
  "key_unknown",
  "key_expired",
  "key_revoked",
  "right_missing",
  "connection_unknown",
  "rate_limited",
]);

/**
 * Writes refused requests with a known key into the history, at once, and so that nobody can flood it:
 * what comes within a minute after an event is counted, and told with the next one.
 */
export class RefusedRequests {
  readonly #door: Door;
  readonly #told = new Map<string, { atMs: number; since: number }>();

  constructor(door: Door) {
    this.#door = door;
  }

  /** Never throws: the answer is a refusal whatever becomes of the line about it. */
  async note(input: { keyId: string; code: RefusalCode; requestId: string }): Promise<void> {
    const { keyId, code, requestId } = input;
    if (!TOLD.has(code)) return;
    const times = this.#due(`${keyId} ${code}`);
    if (times === 0) return;
    try {
      await this.#record({ keyId, code, requestId, times });
    } catch (thrown) {
      this.#door.log.error({ err: thrown, code, requestId }, "a refused request was not noted");
    }
  }

  /** How many requests the event stands for; 0 when it is too early for another one. */
  #due(what: string): number {
    const nowMs = performance.now();
    const last = this.#told.get(what);
    if (last && nowMs - last.atMs < PAUSE_MS) {
      last.since += 1;
      return 0;
    }
    this.#told.delete(what);
    this.#told.set(what, { atMs: nowMs, since: 0 });
    const [oldest] = this.#told.size > MOST_KEPT ? this.#told.keys() : [];
    if (oldest !== undefined) this.#told.delete(oldest);
    return 1 + (last?.since ?? 0);
  }

  async #record(event: { keyId: string; code: RefusalCode; requestId: string; times: number }) {
    const { keyId, code, requestId, times } = event;
    const system = clientContext(this.#door, "", requestId).db;
    await system.transaction(async (tx) => {
      const [found] = await tx
        .select({ clientId: tokenClients.id, name: tokenClients.name })
        .from(tokenKeys)
        .innerJoin(tokenClients, eq(tokenClients.id, tokenKeys.clientId))
        .where(eq(tokenKeys.id, keyId));
      // Of keys that are nobody's only the log tells.
      if (!found) return;
      const { clientId, name } = found;
      const ctx = clientContext(this.#door, clientId, requestId);
      const data = { client: clientId, name, key: keyId, reason: code, times };
      await recordEvent(tx, ctx, { kind: "token_client.refused", firmId: null, data });
    });
  }
}
