/** 10,000 inputs for each parser; another seed by `FUZZ_SEED=…`. */
const ROUNDS = 10_000;
const SEED = Number(process.env.FUZZ_SEED ?? 4711);

/** Pieces at which parsers have stumbled before: ends, look-alikes, code, spaces that nobody sees. */
const NASTY = [
  "",
  " ",
  "\t",
  "\r\n",
  "\u0000",
  "\u0007",
  "\u001b[31m",
  "\u00a0",
  "\u00ad",
  "\u0301".repeat(40),
  "\u200b",
  "\u200f",
  "\u202e",
  "\u2028",
  "\u2066",
  "\ufeff",
  "\ufffd",
  "\ud800",
  "\udfff",
  "\u{1f469}\u200d\u{1f4bb}",
  "\u{10ffff}",
  "ß",
  "İ",
  "＠",
  "ﬃ",
  "½",
  "'",
  '"',
  "`",
  "\\",
  "%00",
  "%0d%0a",
  "%",
  "&",
  "=",
  ";",
  ",",
  "[]",
  "{}",
  "()",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "${7*7}",
  "' or '1'='1",
  "__proto__",
  "constructor",
  "../..",
  "javascript:alert(1)",
  "https://evil.test",
  "NaN",
  "-1",
  "1e999",
  "9007199254740993",
  "null",
  "true",
  "a".repeat(41),
  "0".repeat(300),
];

const LONG = 66_000;

/** A source of inputs that a seed repeats exactly. */
export class Fuzz {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `below` - 1 (mulberry32). */
  int(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.int(items.length)] ?? items[0];
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.int(times) === 0;
  }

  /** A text of up to eight pieces: nasty ones, any characters, and what this parser waits for. */
  text(expected: readonly string[] = []): string {
    if (this.once(500)) return this.#piece(expected).repeat(20).slice(0, LONG);
    return Array.from({ length: this.int(9) }, () => this.#piece(expected)).join("");
  }

  #piece(expected: readonly string[]): string {
    const [first, ...others] = expected;
    if (first !== undefined && !this.once(3)) return this.pick([first, ...others]);
    if (this.once(3)) return String.fromCodePoint(this.int(0x110000));
    return NASTY[this.int(NASTY.length)] ?? "";
  }

  /** Any value that JSON can hold, three levels deep at most. */
  json(expected: readonly string[] = [], depth = 3): unknown {
    const kind = this.int(depth > 0 ? 8 : 6);
    if (kind === 0) return null;
    if (kind === 1) return this.once(2);
    if (kind === 2) return this.pick([0, -1, 1.5, 1e21, 2 ** 53, this.int(100_000)]);
    if (kind < 6) return this.text(expected);
    const inner = Array.from({ length: this.int(4) }, () => this.json(expected, depth - 1));
    if (kind === 6) return inner;
    return Object.fromEntries(inner.map((value) => [this.text(expected), value]));
  }
}

/**
 * Checks a promise on 10,000 seeded inputs. Prints the seed; what does not hold is thrown with the
 * input and its number, and comes again with the same seed.
 */
export async function forEachInput<Input>(
  label: string,
  make: (fuzz: Fuzz) => Input,
  check: (input: Input) => void | Promise<void>,
): Promise<void> {
  process.stdout.write(`fuzz: ${label}, ${ROUNDS} inputs, seed ${SEED}\n`);
  const fuzz = new Fuzz(SEED);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const input = make(fuzz);
    try {
      await check(input);
    } catch (cause) {
      const shown = JSON.stringify(input)?.slice(0, 2000);
      throw new Error(`${label}: input ${round} with FUZZ_SEED=${SEED}: ${shown}`, { cause });
    }
  }
}
