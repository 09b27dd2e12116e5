import { networkOf } from "@/lib/identity/rules";
import { Allowance } from "./allowance";
import { isEqualHash, type ParsedKey } from "./key";
import { Refusal } from "./refusal";
import type { CountedClient } from "./statements";

const MINUTE_MS = 60_000;
/** Keys that are none, from one network in a minute: a service that was set up wrongly, or a guesser. */
export const STRANGERS_A_MINUTE = 60;
const MOST_NETWORKS = 10_000;

/** What this process has seen of a key that was good. */
type Known = { secretHash: string; clientId: string; requestsAMinute: number };

/**
 * Who may go on to the database at all. A key that was good before is counted for its client; from a
 * network that brought too many keys that are none, no other key is looked up for a while.
 */
export class Gate {
  readonly #known = new Map<string, Known>();
  readonly #clients = new Allowance({ windowMs: MINUTE_MS, most: MOST_NETWORKS });
  readonly #strangers = new Allowance({ windowMs: MINUTE_MS, most: MOST_NETWORKS });

  /**
   * Before the database is asked. Throws `rate_limited`, by the bound that the client had at its last
   * good request, and `network_rate_limited`.
   */
  enter(key: ParsedKey, address: string): void {
    const nowMs = performance.now();
    const known = this.#known.get(key.id);
    if (known && isEqualHash(known.secretHash, key.secretHash)) {
      const wait = this.#clients.take(known.clientId, known.requestsAMinute, nowMs);
      if (wait > 0) throw tooMany(wait);
      return;
    }
    this.requirePatience(address);
  }

  /** After the database has said that the key is good. Counts the request that made it known. */
  remember(key: ParsedKey, row: CountedClient): void {
    const known = this.#known.get(key.id);
    const { client_id: clientId, requests_a_minute: requestsAMinute } = row;
    if (known?.secretHash === key.secretHash) {
      known.requestsAMinute = requestsAMinute;
      return;
    }
    this.#known.set(key.id, { secretHash: key.secretHash, clientId, requestsAMinute });
    const wait = this.#clients.take(clientId, requestsAMinute, performance.now());
    if (wait > 0) throw tooMany(wait);
  }

  /** A request without a good key. */
  noteStranger(address: string): void {
    this.#strangers.take(networkOf(address), STRANGERS_A_MINUTE, performance.now());
  }

  /** Throws `network_rate_limited` for a network that brought too many keys that are none. */
  requirePatience(address: string): void {
    const network = networkOf(address);
    const wait = this.#strangers.wait(network, STRANGERS_A_MINUTE, performance.now());
    if (wait > 0) {
      throw new Refusal("network_rate_limited", `Ask again in ${wait} seconds.`, wait);
    }
  }
}

function tooMany(wait: number): Refusal {
  return new Refusal("rate_limited", `Ask again in ${wait} seconds.`, wait);
}
