import type { AccessToken } from "./api-types.js";

interface Kept {
  token: AccessToken;
  /** Instant in milliseconds at which the door wants to be asked again. */
  until: number;
}

/** Tokens in memory, for as long as the door allows; of those who ask at once, one asks the door. */
export class TokenCache {
  readonly #ask: (connectionId: string) => Promise<AccessToken>;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();
  readonly #asking = new Map<string, Promise<AccessToken>>();

  constructor(ask: (connectionId: string) => Promise<AccessToken>, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  async get(connectionId: string): Promise<AccessToken> {
    const kept = this.#kept.get(connectionId);
    if (kept && this.#now() < kept.until) return kept.token;
    const asking = this.#asking.get(connectionId) ?? this.#fetch(connectionId);
    this.#asking.set(connectionId, asking);
    return asking;
  }

  /** Whether another token has taken the place of one that Clio refused. */
  isReplaced(connectionId: string, accessToken: string): boolean {
    const kept = this.#kept.get(connectionId);
    return kept !== undefined && kept.token.access_token !== accessToken;
  }

  /** Forgets a token that Clio refused; one that has taken its place meanwhile stays. */
  drop(connectionId: string, accessToken: string): void {
    if (this.#kept.get(connectionId)?.token.access_token === accessToken) {
      this.#kept.delete(connectionId);
    }
  }

  async #fetch(connectionId: string): Promise<AccessToken> {
    // Counted from before the question: the answer was already on its way for a while.
    const asked = this.#now();
    try {
      const token = await this.#ask(connectionId);
      this.#kept.set(connectionId, { token, until: asked + token.cache_seconds * 1000 });
      return token;
    } catch (error) {
      this.#kept.delete(connectionId);
      throw error;
    } finally {
      this.#asking.delete(connectionId);
    }
  }
}
