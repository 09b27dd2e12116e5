import { tooBusy } from "./database-errors";

/** A bounded number of places; whoever waits too long is told so instead of hanging. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  /** Takes a place within `waitMs`, and returns how to give it back. Throws `unavailable` past that. */
  async take(waitMs: number): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(waitMs);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }

  async #wait(waitMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const timer = setTimeout(() => {
      const at = this.#waiting.indexOf(resolve);
      if (at === -1) return;
      this.#waiting.splice(at, 1);
      reject(tooBusy("no connection of the pool became free in time"));
    }, waitMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }
}
