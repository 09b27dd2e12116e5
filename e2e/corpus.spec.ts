import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Part, readPart } from "./support/corpus-files";
import { runCategory, type Tally, warmUp } from "./support/corpus-run";
import { World } from "./support/corpus-world";
import { type Memory, portalMemory } from "./support/portal-memory";
import { expect, test } from "./support/test";

const PARTS = [
  { file: "a-callback.json", atLeast: 92 },
  { file: "b-connect.json", atLeast: 30 },
  { file: "c-forms.json", atLeast: 112 },
  { file: "d-links.json", atLeast: 46 },
  { file: "g-http.json", atLeast: 35 },
];
const MOST_GROWTH_MB = 50;

let world: World;
test.beforeAll(async ({ browser }) => {
  world = await World.make(browser);
  await warmUp(world);
});

for (const { file, atLeast } of PARTS) {
  const part = readPart(file);
  test.describe(`corpus ${part.part}: ${part.target}`, () => {
    for (const [index, category] of part.categories.entries()) {
      test(`corpus ${part.part}: ${category.name}, ${category.cases.length} cases`, async () => {
        if (index === 0) await begin(part);
        const tally = await runCategory(world, category);
        await note(part, tally);
        expect(tally.wrong).toEqual([]);
        expect(tally.cases).toBeGreaterThanOrEqual(category.atLeast);
      });
    }

    test(`corpus ${part.part}: every case was run, and the portal’s memory stays`, async () => {
      const { cases, wrong, slow, slowest, before } = read(part);
      const after = await portalMemory();
      const grown = after.held - before.held;
      const speed = `slowest ${Math.round(slowest)} ms, ${slow} over the goal of 2 s`;
      const memory = `holds ${grown} MB more, RSS ${after.rss - before.rss} MB more`;
      console.log(
        `corpus ${part.part}: ${cases} cases, ${wrong.length} wrong, ${speed}, ${memory}`,
      );
      const ids = part.categories.flatMap((category) => category.cases.map(({ id }) => id));
      expect(new Set(ids).size).toBe(cases);
      expect(cases).toBeGreaterThanOrEqual(atLeast);
      expect(grown).toBeLessThan(MOST_GROWTH_MB);
    });
  });
}

// A test that fails ends its process: the sums of a part are kept in a file.
type Sums = Tally & { before: Memory };
const sumsOf = ({ part }: Part) => `${process.env.E2E_FOLDER ?? ""}/corpus-${part}.json`;
const read = (part: Part) => JSON.parse(readFileSync(sumsOf(part), "utf8")) as Sums;

async function begin(part: Part): Promise<void> {
  const before = await portalMemory();
  const sums: Sums = { cases: 0, wrong: [], slowest: 0, slow: 0, before };
  writeFileSync(sumsOf(part), JSON.stringify(sums));
}

async function note(part: Part, tally: Tally): Promise<void> {
  if (!existsSync(sumsOf(part))) await begin(part);
  const sums = read(part);
  sums.cases += tally.cases;
  sums.wrong.push(...tally.wrong);
  sums.slowest = Math.max(sums.slowest, tally.slowest);
  sums.slow += tally.slow;
  writeFileSync(sumsOf(part), JSON.stringify(sums));
}
