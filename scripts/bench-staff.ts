// How long the staff's pages wait for their database with 10,000 and with 100,000 firms, in one run on a
// server of its own: `npm run bench:staff`; other numbers: `npm run bench:staff -- 1000 5000`. Fails when
// a figure is not reached.
import postgres from "postgres";
import type { Context } from "@/lib/context";
import { migrateDatabase } from "@/lib/db/migrate";
import { countQueue } from "@/lib/staff/count-queue";
import { listQueue } from "@/lib/staff/list-queue";
import { loadFunnel } from "@/lib/staff/funnel";
import { loadQueueChoices } from "@/lib/staff/queue-choices";
import { emptyQuery, type QueueQuery } from "@/lib/staff/queue-query";
import { connectionStatuses, queueTabs, regions, routes, stages } from "@/lib/vocabulary";
import { writeFigures } from "./figures";
import { openLarge } from "./large/context";
import { seedFirms } from "./large/seed-firms";
import { spreadsInTurn, type Spread } from "./large/timed";
import { explain, phase } from "./progress";
import { startTestPostgres } from "./test-postgres";

const ROUNDS = 40;
/** Milliseconds at the 95th percentile, and how much more the first page of the larger house may need. */
const MOST_MS = 50;
const MOST_FUNNEL_MS = 200;
const MOST_FACTOR = 1.3;

type Case = { name: string; mostMs: number; work: (house: House) => Promise<unknown> };

type AskedOf = Partial<QueueQuery> | ((house: House) => Partial<QueueQuery>);

function allCases(): Case[] {
  const page = (name: string, asked: AskedOf): Case => ({
    name,
    mostMs: MOST_MS,
    work(house) {
      const query = typeof asked === "function" ? asked(house) : asked;
      return listQueue(house.ctx, { ...emptyQuery, ...query });
    },
  });
  const all = { tab: "all" } as const;
  return [
    page("first page", {}),
    ...queueTabs.map((tab) => page(`tab ${tab}`, { tab })),
    page("all firms", all),
    ...(["name", "newest"] as const).flatMap((sort) => [
      page(`sorted by ${sort}, all`, { ...all, sort }),
      page(`sorted by ${sort}, broken`, { tab: "broken", sort }),
      page(`sorted by ${sort}, waiting for the firm`, { tab: "waiting_firm", sort }),
    ]),
    ...stages.map((stage) => page(`stage ${stage}`, { ...all, stage })),
    ...connectionStatuses.map((status) => page(`status ${status}`, { ...all, status })),
    ...routes.map((route) => page(`route ${route}`, { ...all, route })),
    ...regions.map((region) => page(`region ${region}`, { ...all, region })),
    page("integration", ({ integration }) => ({ ...all, integration })),
    page("owner me", ({ owner }) => ({ ...all, owner })),
    page("owner nobody", { ...all, owner: "nobody" }),
    page("tag vip", { ...all, tag: "vip" }),
    page("tag that nobody has", { ...all, tag: "unknown" }),
    page("waiting longer than 30 days", { ...all, longer: 30 }),
    page("waiting longer than 300 days", { ...all, longer: 300 }),
    page("search, a word that many have: law", { ...all, q: "law" }),
    page("search, a beginning: whi", { ...all, q: "whi" }),
    page("search, one letter: l", { ...all, q: "l" }),
    page("search, a name: okafor", { ...all, q: "okafor" }),
    page("search, an address", { ...all, q: "contact4711@large1570.test" }),
    page("search, nobody", { ...all, q: "xylophone" }),
    page("search and filters: law, us, mine", ({ owner }) => ({
      ...all,
      q: "law",
      region: "us",
      owner,
    })),
    {
      name: "counts",
      mostMs: MOST_MS,
      work: ({ ctx }) => countQueue(ctx, emptyQuery),
    },
    {
      name: "funnel",
      mostMs: MOST_FUNNEL_MS,
      work: ({ ctx }) => loadFunnel(ctx, { since: null }),
    },
    { name: "what can be filtered by", mostMs: MOST_MS, work: ({ ctx }) => loadQueueChoices(ctx) },
  ];
}

type House = {
  /** Staff's, over a database with one connection. */
  ctx: Context;
  integration: string;
  owner: string;
  close: () => Promise<void>;
};

async function openHouse(url: string, count: number): Promise<House> {
  await migrateDatabase(url);
  const { ctx, close } = openLarge(url);
  await phase(`Writing ${count} firms`, () => seedFirms(ctx, { url, count }));
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql`vacuum analyze`;
  await sql.end({ timeout: 5 });
  const staff = await ctx.db.query((db) =>
    db.query.people.findFirst({ where: (row, { eq }) => eq(row.kind, "staff") }),
  );
  const integration = await ctx.db.query((db) => db.query.integrations.findFirst());
  if (!staff || !integration) throw new Error("the seed made no staff");
  const actor = {
    kind: "staff",
    personId: staff.id,
    role: "operator",
    sessionId: "bench",
  } as const;
  return { ctx: { ...ctx, actor }, integration: integration.id, owner: staff.id, close };
}

/** Each case in every house, round by round in turn. */
async function measure(houses: House[]): Promise<Measured[]> {
  const found = houses.map((): Measured => new Map());
  for (const { name, mostMs, work } of allCases()) {
    const tasks = houses.map((house) => ({
      ctx: house.ctx,
      work: (ctx: Context) => work({ ...house, ctx }),
    }));
    const spreads = await spreadsInTurn(tasks, ROUNDS);
    for (const [house, spread] of spreads.entries()) found[house]?.set(name, { mostMs, ...spread });
  }
  return found;
}

async function main(): Promise<void> {
  const sizes = process.argv.slice(2).map(Number);
  const [small = 10_000, large = 100_000] = sizes;
  const server = await startTestPostgres("embedded", { isRelaxed: true });
  const houses: House[] = [];
  try {
    const urlOf = async (name: string) => {
      const sql = postgres(server.url, { max: 1 });
      await sql.unsafe(`create database ${name}`);
      await sql.end({ timeout: 5 });
      return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    };
    houses.push(await openHouse(await urlOf("small"), small));
    houses.push(await openHouse(await urlOf("large"), large));
    const [ofSmall, ofLarge] = await measure(houses);
    if (!ofSmall || !ofLarge) throw new Error("unreachable: two were opened");
    print({ small, large, ofSmall, ofLarge });
  } finally {
    for (const house of houses) await house.close();
    await server.stop();
  }
}

type Measured = Map<string, Spread & { mostMs: number }>;

function print(input: { small: number; large: number; ofSmall: Measured; ofLarge: Measured }) {
  const { small, large, ofSmall, ofLarge } = input;
  console.log(`\nMilliseconds of database time, at the median and at the 95th percentile:\n`);
  console.log(`${"".padEnd(44)}${`${small} firms`.padStart(18)}${`${large} firms`.padStart(18)}`);
  const text = ({ medianMs, p95Ms }: Spread) =>
    `${medianMs.toFixed(1)} ${p95Ms.toFixed(1).padStart(7)}`.padStart(18);
  for (const [name, found] of ofLarge) {
    const before = ofSmall.get(name) ?? found;
    const isLate = found.p95Ms > found.mostMs;
    if (isLate) process.exitCode = 1;
    console.log(
      `${name.padEnd(44)}${text(before)}${text(found)}${isLate ? `   MORE THAN ${found.mostMs}` : ""}`,
    );
  }
  const first = (of: Measured) => of.get("first page")?.medianMs ?? 0;
  const factor = first(ofLarge) / first(ofSmall);
  const isSlower = factor > MOST_FACTOR;
  if (isSlower) process.exitCode = 1;
  writeFigures("bench-staff", {
    good: process.exitCode !== 1,
    small,
    large,
    firstPageFactor: factor,
    cases: Object.fromEntries(ofLarge),
  });
  console.log(
    `\nThe first page needs ${factor.toFixed(2)} times as long${isSlower ? `   MORE THAN ${MOST_FACTOR}` : ""}.`,
  );
}

await main().catch(explain);
