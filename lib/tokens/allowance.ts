/**
 * How often each of many callers may come in a window of time, counted in this process alone: a read
 * must not cost a write. So of N processes a caller gets N times as much at most, and twice as much
 * around a window's end (docs/decisions/028-token-door.md). Bounded: the callers that came first are
 * forgotten beyond `most`.
 */
export class Allowance {
  readonly #windowMs: number;
  readonly #most: number;
  readonly #windows = new Map<string, { endsAtMs: number; count: number }>();

  constructor({ windowMs, most }: { windowMs: number; most: number }) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  /** Counts one more; returns the seconds to wait when that is more than `limit`, 0 otherwise. */
  take(caller: string, limit: number, nowMs: number): number {
    let window = this.#windows.get(caller);
    if (!window || window.endsAtMs <= nowMs) {
      window = { endsAtMs: nowMs + this.#windowMs, count: 0 };
      this.#windows.delete(caller);
      this.#windows.set(caller, window);
      this.#forgetOldest();
    }
    window.count += 1;
    return window.count > limit ? secondsUntil(window.endsAtMs, nowMs) : 0;
  }

  /** The seconds to wait when `limit` is used up, 0 otherwise; counts nothing. */
  wait(caller: string, limit: number, nowMs: number): number {
    const window = this.#windows.get(caller);
    if (!window || window.endsAtMs <= nowMs || window.count < limit) return 0;
    return secondsUntil(window.endsAtMs, nowMs);
  }

  #forgetOldest(): void {
    if (this.#windows.size <= this.#most) return;
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined) this.#windows.delete(oldest);
  }
}

const secondsUntil = (endMs: number, nowMs: number) =>
  Math.max(1, Math.ceil((endMs - nowMs) / 1000));
