import { and, desc, eq, gte, inArray, isNotNull, lt, ne, notInArray, sql } from "drizzle-orm";
import { requireStaff, type Context } from "@/lib/context";
import { attempts, events, firms, helpRequests, queueRows } from "@/lib/db/schema";
import { stepWords } from "@/lib/onboarding/rules";
import { startOfDay } from "@/lib/settings/rules";
import { stepKeys, type AttemptOutcome, type HelpKind, type StepKey } from "@/lib/vocabulary";
import { addMonths, type Month } from "./report-query";

/** So many questions are shown; of the others there is a number. */
const QUESTIONS = 20;
/** So many firms are named with an ending. */
const NAMED = 5;

export type FrictionStep = {
  step: StepKey;
  title: string;
  stuck: number;
  different: number;
  /** Trips to Clio that ended otherwise than connected; at the step "connect" alone. */
  endings: number;
  /** Keys that Clio refused; at the step "credentials" alone. */
  keysRefused: number;
  /** Half of the firms that finished it in the month took no longer; null where none did, or it is not known. */
  tookDays: number | null;
  /** Firms that wait at it now, and how long half of them have waited at least. */
  waiting: number;
  waitedDays: number | null;
};

type FirmName = { id: string; name: string };
export type FrictionEnding = { outcome: AttemptOutcome; count: number; firms: FirmName[] };
export type FrictionQuestion = {
  id: string;
  firm: FirmName;
  kind: HelpKind;
  step: StepKey | null;
  text: string;
  at: Date;
  isDone: boolean;
};
export type Friction = {
  steps: FrictionStep[];
  endings: FrictionEnding[];
  questions: FrictionQuestion[];
  questionsInAll: number;
};

/** What held firms up in a month of the agency's time zone, by step, with who they are. For staff. */
export async function loadFriction(
  ctx: Context,
  input: { month: Month; timeZone: string },
): Promise<Friction> {
  requireStaff(ctx, "viewer");
  const { month, timeZone } = input;
  const from = startOfDay(`${month}-01`, timeZone);
  const until = startOfDay(`${addMonths(month, 1)}-01`, timeZone);
  const period = { from, until };
  const [questions, helps, endings, refused, took, waits] = await Promise.all([
    listQuestions(ctx, period),
    countQuestions(ctx, period),
    listEndings(ctx, period),
    countRefusedKeys(ctx, period),
    measureSteps(ctx, period),
    measureWaits(ctx),
  ]);
  const helpOf = (step: StepKey, kind: HelpKind) =>
    helps.find((one) => one.step === step && one.kind === kind)?.count ?? 0;
  const endingsInAll = endings.reduce((sum, { count }) => sum + count, 0);
  return {
    steps: stepKeys.map((step) => ({
      step,
      title: stepWords[step].title,
      stuck: helpOf(step, "stuck"),
      different: helpOf(step, "different"),
      endings: step === "connect" ? endingsInAll : 0,
      keysRefused: step === "credentials" ? refused : 0,
      tookDays: took[step] ?? null,
      waiting: waits.get(step)?.count ?? 0,
      waitedDays: waits.get(step)?.days ?? null,
    })),
    endings,
    questions,
    questionsInAll: helps.reduce((sum, { count }) => sum + count, 0),
  };
}

type Period = { from: Date; until: Date };

const asked = ({ from, until }: Period) =>
  and(
    gte(helpRequests.createdAt, from),
    lt(helpRequests.createdAt, until),
    inArray(helpRequests.kind, ["stuck", "different"]),
  );

function countQuestions(ctx: Context, period: Period) {
  return ctx.db.query((db) =>
    db
      .select({
        step: helpRequests.step,
        kind: helpRequests.kind,
        count: sql<number>`count(*)::int`,
      })
      .from(helpRequests)
      .where(asked(period))
      .groupBy(helpRequests.step, helpRequests.kind),
  );
}

async function listQuestions(ctx: Context, period: Period): Promise<FrictionQuestion[]> {
  const rows = await ctx.db.query((db) =>
    db
      .select({ request: helpRequests, firm: { id: firms.id, name: firms.name } })
      .from(helpRequests)
      .innerJoin(firms, eq(firms.id, helpRequests.firmId))
      .where(asked(period))
      .orderBy(desc(helpRequests.createdAt), desc(helpRequests.id))
      .limit(QUESTIONS),
  );
  return rows.map(({ request: { id, kind, step, text, createdAt, doneAt }, firm }) => ({
    id,
    firm,
    kind,
    step,
    text,
    at: createdAt,
    isDone: doneAt !== null,
  }));
}

async function listEndings(ctx: Context, { from, until }: Period): Promise<FrictionEnding[]> {
  const rows = await ctx.db.query((db) =>
    db
      .select({
        outcome: attempts.outcome,
        id: firms.id,
        name: firms.name,
        count: sql<number>`count(*)::int`,
      })
      .from(attempts)
      .innerJoin(firms, eq(firms.id, attempts.firmId))
      .where(
        and(
          gte(attempts.outcomeAt, from),
          lt(attempts.outcomeAt, until),
          isNotNull(attempts.outcome),
          // The first time everybody is asked whether this is the firm's account: no detour.
          notInArray(attempts.outcome, ["connected", "confirm_account"]),
        ),
      )
      .groupBy(attempts.outcome, firms.id, firms.name)
      .orderBy(desc(sql`count(*)`), firms.name),
  );
  const found = new Map<AttemptOutcome, FrictionEnding>();
  for (const { outcome, id, name, count } of rows) {
    if (!outcome) continue;
    const ending = found.get(outcome) ?? { outcome, count: 0, firms: [] };
    ending.count += count;
    if (ending.firms.length < NAMED) ending.firms.push({ id, name });
    found.set(outcome, ending);
  }
  return [...found.values()].toSorted((one, other) => other.count - one.count);
}

async function countRefusedKeys(ctx: Context, { from, until }: Period): Promise<number> {
  const [row] = await ctx.db.query((db) =>
    db
      .select({ count: sql<number>`count(*)::int` })
      .from(events)
      .where(
        and(
          gte(events.at, from),
          lt(events.at, until),
          eq(events.kind, "keys.checked"),
          eq(sql`${events.data} ->> 'answer'`, "refused"),
        ),
      ),
  );
  return row?.count ?? 0;
}

/** What can be measured from when firms reached their stages: from the one before to the end of a step. */
async function measureSteps(
  ctx: Context,
  { from, until }: Period,
): Promise<Partial<Record<StepKey, number>>> {
  const within = (column: typeof queueRows.planAt) =>
    sql`${column} >= ${from.toISOString()}::timestamptz and ${column} < ${until.toISOString()}::timestamptz`;
  const median = (
    start: typeof queueRows.planAt | typeof queueRows.invitedAt,
    end: typeof queueRows.planAt,
  ) =>
    sql<number | null>`percentile_cont(0.5) within group (
      order by date_part('epoch', ${end}) - date_part('epoch', ${start})) filter (where ${within(end)})`;
  const { planAt, keysAt, connectedAt, liveAt, invitedAt } = queueRows;
  const [row] = await ctx.db.query((db) =>
    db
      .select({
        plan: median(invitedAt, planAt),
        credentials: median(planAt, keysAt),
        connect: median(keysAt, connectedAt),
        live: median(connectedAt, liveAt),
      })
      .from(queueRows),
  );
  const known = Object.entries(row ?? {}).filter(([, seconds]) => seconds !== null);
  return Object.fromEntries(known.map(([step, seconds]) => [step, daysOf(Number(seconds))]));
}

async function measureWaits(
  ctx: Context,
): Promise<Map<StepKey | null, { count: number; days: number }>> {
  const rows = await ctx.db.query((db) =>
    db
      .select({
        step: queueRows.step,
        count: sql<number>`count(*)::int`,
        seconds: sql<number>`percentile_cont(0.5) within group (order by date_part('epoch', now() - ${queueRows.since}))`,
      })
      .from(queueRows)
      .where(ne(queueRows.tab, "going_well"))
      .groupBy(queueRows.step),
  );
  return new Map(rows.map(({ step, count, seconds }) => [step, { count, days: daysOf(seconds) }]));
}

const daysOf = (seconds: number) => Math.max(0, seconds) / 86_400;
