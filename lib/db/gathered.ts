/**
 * Questions of one kind that one statement can answer together: whoever asks while one is under way goes with
 * the next one, so that many at once cost few trips and few commits, and one alone waits for nobody.
 */
export class Gathered<Answer> {
  readonly #ask: (keys: string[]) => Promise<ReadonlyMap<string, Answer>>;
  #waiting = new Map<string, PromiseWithResolvers<Answer | null>>();
  #isUnderWay = false;

  /** `ask` answers what it has an answer for. */
  constructor(ask: (keys: string[]) => Promise<ReadonlyMap<string, Answer>>) {
    this.#ask = ask;
  }

  /** The answer for a key, to whoever asked first, or null; rejects as the statement does. */
  async take(key: string): Promise<Answer | null> {
    // Two who ask for one key are not given the same answer.
    if (this.#waiting.has(key)) return null;
    const answer = Promise.withResolvers<Answer | null>();
    this.#waiting.set(key, answer);
    if (!this.#isUnderWay) void this.#go();
    return answer.promise;
  }

  async #go(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.size > 0) {
      const asked = this.#waiting;
      this.#waiting = new Map();
      try {
        const answers = await this.#ask([...asked.keys()]);
        for (const [key, { resolve }] of asked) resolve(answers.get(key) ?? null);
      } catch (thrown) {
        for (const { reject } of asked.values()) reject(thrown);
      }
    }
    this.#isUnderWay = false;
  }
}
