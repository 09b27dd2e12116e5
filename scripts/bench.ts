// The machine's door against its floors: bare Node with the same rows and the same decryption, in one run,
// taken in turn, medians of three rounds. `npm run bench`; a part of it: `npm run bench -- list`. Prints a
// table with the goal beside each figure, writes docs/benchmarks.md and .data/figures/bench.json, and
// fails when a goal is missed.
import { sql } from "drizzle-orm";
import { openClio } from "@/lib/testing/clio";
import { measureMemory } from "./bench/memory";
import { startDoor, startFloor, startLoad, type Load, type Program } from "./bench/programs";
import { print, writeReport, type Figure, type Line } from "./bench/report";
import { endTokens, openWorld, seedList, seedTokens } from "./bench/world";
import { bundle } from "./bundle";
import { writeFigures } from "./figures";
import { findFreeBase } from "./ports";
import { explain, phase } from "./progress";
import { startTestPostgres } from "./test-postgres";

const ROUNDS = 3;
const SECONDS = 2;
const AT_ONCE = [1, 16, 64];
const KNOWN = 1000;
const ALL = 10_000;
const LIST = { small: 1000, middle: 10_000, large: 100_000 };
const PACE = 210;
const PACE_SECONDS = 10;
/** So many connections are renewed in a round. */
const RENEWED = 1000;
const PARTS = ["token", "refresh", "list", "memory"] as const;

type Target = { name: string; port: number; paths: string[]; key?: string };

const median = (numbers: number[]) =>
  numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;

function medians(loads: Load[]): Load {
  const of = (name: keyof Load) => median(loads.map((load) => load[name]));
  const errors = loads.reduce((sum, load) => sum + load.errors, 0);
  return {
    rate: of("rate"),
    p50: of("p50"),
    p95: of("p95"),
    p99: of("p99"),
    requests: of("requests"),
    errors,
  };
}

const load = startLoad();

/** Every target at each number at once, in turn, round after round. */
async function inTurn(
  targets: Target[],
  options: { atOnce: number[]; seconds?: number; before?: () => Promise<void> },
): Promise<Line[]> {
  const found = new Map<string, Load[]>();
  for (const target of targets) {
    await options.before?.();
    await load.run({ ...target, atOnce: 16, seconds: 1 });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const atOnce of options.atOnce) {
      for (const target of targets) {
        await options.before?.();
        const result = await load.run({ ...target, atOnce, seconds: options.seconds });
        const name = `${target.name} ${atOnce}`;
        found.set(name, [...(found.get(name) ?? []), result]);
      }
    }
  }
  return targets.map(({ name }) => ({
    name,
    at: new Map(
      options.atOnce.map((atOnce) => [atOnce, medians(found.get(`${name} ${atOnce}`) ?? [])]),
    ),
  }));
}

const rateOf = (lines: Line[], name: string, atOnce: number) =>
  lines.find((line) => line.name === name)?.at.get(atOnce) ?? medians([]);

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const does = (part: (typeof PARTS)[number]) => asked.length === 0 || asked.includes(part);
  await phase("Bundling the programs", () => bundle());
  const server = await startTestPostgres("embedded");
  const clio = await openClio();
  const programs: Program[] = [];
  const worlds: { close: () => Promise<void> }[] = [];
  const lines: Line[] = [];
  const figures: Figure[] = [];
  const open = async (name: string) => {
    const world = await openWorld(server.url, name, clio.origins);
    worlds.push(world);
    return world;
  };
  const start = async (env: NodeJS.ProcessEnv, more: Record<string, string> = {}) => {
    const floor = await startFloor({ ...env, ...more });
    const door = await startDoor(env, await findFreeBase([0]));
    programs.push(floor, door);
    return { floor, door };
  };
  try {
    const world = await open("tokens");
    const seeded = await phase(`Writing ${ALL} connections`, () =>
      seedTokens(world, clio, { known: KNOWN, all: ALL }),
    );
    const { key, ids, secret } = seeded;
    const { floor, door } = await start(world.env, { FLOOR_SECRET: secret });
    figures.push({
      name: "First 200 of the door's process",
      key: "firstAnswerMs",
      value: door.startMs,
      unit: "ms",
      most: 1500,
    });
    const paths = ids.map((id) => `/v1/connections/${id}/access-token`);
    const at = (route: string) => ids.map((id) => `/${route}/${id}`);

    if (does("token")) {
      const targets: Target[] = [
        { name: "bare node:http, a kilobyte", port: floor.port, paths: ["/static"] },
        { name: "floor: one row", port: floor.port, paths: at("row") },
        { name: "floor: one row, decrypted", port: floor.port, paths: at("token") },
        { name: "Anteroom: access token", port: door.port, paths, key },
      ];
      const found = await phase("Access tokens", () =>
        inTurn(targets, { atOnce: AT_ONCE, seconds: SECONDS }),
      );
      lines.push(...found);
      const of = (atOnce: number) => ({
        floor: rateOf(found, "floor: one row, decrypted", atOnce),
        ours: rateOf(found, "Anteroom: access token", atOnce),
      });
      const { floor: base, ours } = of(16);
      figures.push(
        {
          name: "Access token against its floor, 16 at once",
          key: "tokenShare",
          value: ours.rate / base.rate,
          least: 0.6,
        },
        {
          name: "99th percentile against the floor's, 16 at once",
          key: "tokenP99Factor",
          value: ours.p99 / base.p99,
          most: 4,
        },
      );
      const paced = await phase(`${PACE} tokens a second`, () =>
        load.run({ port: door.port, paths, key, rate: PACE, seconds: PACE_SECONDS }),
      );
      figures.push(
        { name: "Tokens a second, paced", key: "tokenRate", value: paced.rate, least: 200 },
        {
          name: "95th percentile at that pace",
          key: "tokenP95Ms",
          value: paced.p95,
          unit: "ms",
          most: 50,
        },
      );
    }

    if (does("memory")) {
      const memory = await phase("Memory", () => measureMemory(door, load.run, { paths, key }));
      figures.push(...memory);
    }

    if (does("refresh")) {
      const targets: Target[] = [
        { name: "floor: refresh", port: floor.port, paths: at("refresh").slice(0, RENEWED) },
        { name: "Anteroom: refresh", port: door.port, paths: paths.slice(0, RENEWED), key },
      ];
      const found = await phase("Refreshes", () =>
        inTurn(targets, { atOnce: [16], before: () => endTokens(world) }),
      );
      lines.push(...found);
      const [base, ours] = targets.map(({ name }) => rateOf(found, name, 16));
      figures.push({
        name: "Forced refresh against its floor, 16 at once",
        key: "refreshShare",
        value: (ours?.rate ?? 0) / (base?.rate ?? 1),
        least: 0.5,
      });
    }

    if (does("list")) {
      const targets: Target[] = [];
      for (const [name, count] of Object.entries(LIST)) {
        const house = await open(name);
        const list = await phase(`Writing ${count} connections`, () => seedList(house, count));
        const pair = await start(house.env, { FLOOR_INTEGRATION: list.integrationId });
        if (name === "middle") {
          targets.push({ name: "floor: list of 100", port: pair.floor.port, paths: ["/list/"] });
        }
        targets.push({
          name: `Anteroom: list of 100, ${count}`,
          port: pair.door.port,
          paths: ["/v1/connections?limit=100"],
          key: list.key,
        });
      }
      const found = await phase("Lists", () =>
        inTurn(targets, { atOnce: [1, 16], seconds: SECONDS }),
      );
      lines.push(...found);
      const ours = (count: number) => rateOf(found, `Anteroom: list of 100, ${count}`, 16);
      figures.push(
        {
          name: "List of 100 of 10,000 against its floor, 16 at once",
          key: "listShare",
          value: ours(LIST.middle).rate / rateOf(found, "floor: list of 100", 16).rate,
          least: 0.8,
        },
        {
          name: "List with 100,000 against 1,000, 16 at once",
          key: "listFactor",
          value: ours(LIST.large).p50 / ours(LIST.small).p50,
          most: 1.3,
        },
      );
    }
    const errors = lines
      .flatMap(({ at: all }) => [...all.values()])
      .reduce((n, one) => n + one.errors, 0);
    figures.push({ name: "Answers other than 200", key: "errors", value: errors, most: 0 });
    const [row] = await world.ctx.db.query((db) =>
      db.execute<{ version: string }>(sql`select current_setting('server_version') as version`),
    );
    print(lines, figures);
    if (asked.length === 0) writeReport({ lines, figures, postgres: row?.version ?? "" });
    const good = figures.every(isReached);
    writeFigures("bench", {
      good,
      ...Object.fromEntries(figures.map((figure) => [figure.key, figure.value])),
    });
    if (!good) process.exitCode = 1;
  } finally {
    load.child.kill();
    for (const { child } of programs) child.kill("SIGKILL");
    for (const one of worlds) await one.close();
    await clio.close();
    await server.stop();
  }
}

const isReached = ({ value, least = -Infinity, most = Infinity }: Figure) =>
  value >= least && value <= most;

await main().catch(explain);
