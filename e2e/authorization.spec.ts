import { openDatabase } from "@/lib/db/client";
import { contentsOf } from "@/lib/db/testing";
import { mayUse, roles, type Role } from "@/scripts/authorization/roles";
import { findRoutes, nameOf, type RouteFile } from "@/scripts/authorization/route-files";
import { expectations, type Expectation } from "@/scripts/authorization/routes";
import { AuthorizationWorld, idVariants, type IdVariant } from "./support/authorization-world";
import { type Answer, host, OURS, raw } from "./support/raw";
import { forgetTries } from "./support/portal";
import { expect, test } from "./support/test";

const AT_ONCE = 8;
/** What every request moves by design. */
const MOVES = { sessions: ["seen_at", "idle_expires_at"], links: ["visits"] };
/** What the worker writes by its own clock. */
const OF_THE_WORKER = new Set([
  "activity_hours",
  "house_numbers",
  "health_days",
  "house_state",
  "queue_counts",
  "queue_marks",
  "queue_rows",
]);
/** Who is refused before anything is asked of the address: two ids tell as much as four. */
const AT_THE_DOOR: readonly Role[] = ["nobody", "disabled", "no_factor"];
/** Where somebody is led who may not see a page. */
const DOORS: Partial<Record<Role, string>> = {
  nobody: "/sign-in",
  disabled: "/sign-in",
  no_factor: "/staff/second-factor",
};
const IS_HANDED_OVER = "/onboarding/plan";

type Case = {
  role: Role;
  one: RouteFile;
  expected: Expectation;
  variant: IdVariant | null;
  form: "unknown_field" | "whole";
};
type Done = Case & { answer: Answer };

/** Every case of a role. A form that could do something is sent only for what there is not. */
function casesOf(role: Role): Case[] {
  return findRoutes().flatMap((one): Case[] => {
    const expected = expectations[nameOf(one)];
    if (!expected) throw new Error(`${nameOf(one)} has no line in scripts/authorization/routes.ts`);
    const base = { role, one, expected };
    const isAtDoor = AT_THE_DOOR.includes(role) && !mayUse(role, expected.who);
    const several = isAtDoor ? (["own", "random"] as const) : idVariants;
    const variants = expected.id || expected.field ? several : [null];
    return variants.flatMap((variant): Case[] => {
      const cases: Case[] = [{ ...base, variant, form: "unknown_field" }];
      const isMissing = variant === "deleted" || variant === "random";
      const isSafe = isMissing || (expected.field !== undefined && variant === "foreign");
      const isLetIn = mayUse(role, expected.who);
      if (expected.form && isSafe && isLetIn) cases.push({ ...base, variant, form: "whole" });
      return cases;
    });
  });
}

function idOf({ expected, variant }: Case, world: AuthorizationWorld): string {
  const kind = expected.id ?? expected.field;
  return kind && variant ? world.ids[kind][variant] : "";
}

async function send(one: Case, world: AuthorizationWorld): Promise<Done> {
  const { method, route } = one.one;
  const id = idOf(one, world);
  const path = route
    .replace(/\[\.\.\.\w+\]/, "session")
    .replace(/\[\w+\]/, id)
    .replace("[step]", "connect");
  const cookie = world.cookies[one.role];
  const accept = method === "PAGE" ? "text/html" : "application/json";
  const headers = { host, accept, ...(cookie && { cookie }), ...(method === "POST" && OURS) };
  const fields = Object.entries(one.expected.form ?? {}).map(([name, value]) => [
    name,
    value.replace("{id}", id),
  ]);
  const form = one.form === "whole" ? fields : [["matrix_probe", "x"]];
  const body = method === "POST" ? String(new URLSearchParams(form)) : "";
  return { ...one, answer: await raw(method === "PAGE" ? "GET" : method, path, headers, body) };
}

async function sendAll(cases: Case[], world: AuthorizationWorld): Promise<Done[]> {
  const waiting = [...cases];
  const done: Done[] = [];
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      done.push(await send(next, world));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return done;
}

/** What is wrong with an answer to somebody who may not, or null. */
function judgeRefused({ role, one, answer }: Done): string | null {
  const { status, location } = answer;
  if (one.method !== "PAGE") {
    const isOut = role === "nobody" || role === "disabled";
    const wanted = isOut ? [401] : one.method === "GET" ? [401, 403] : [403];
    return wanted.includes(status) ? null : `it answers ${status}`;
  }
  if (status !== 307) return `it answers ${status}`;
  const to = new URL(location ?? "", "http://portal").pathname;
  const isStaffs = one.route.startsWith("/staff");
  const home =
    role === "hand_over" && !isStaffs ? IS_HANDED_OVER : isStaffs ? "/onboarding" : "/staff";
  return to === (DOORS[role] ?? home) ? null : `it leads to ${to}`;
}

/** What is wrong with an answer to somebody who may, or null. */
function judgeLetIn({ one, expected, variant, form, answer }: Done): string | null {
  const { status, location } = answer;
  if (expected.answers) return expected.answers.includes(status) ? null : `it answers ${status}`;
  const isMissing = variant === "deleted" || variant === "random";
  if (one.method === "PAGE") {
    if (expected.isForAll) return status === 200 ? null : `it answers ${status}`;
    if (expected.id && isMissing) return status === 404 ? null : `it answers ${status}`;
    if (status === 200 || (expected.id && status === 404)) return null;
    const to = new URL(location ?? "/", "http://portal").pathname;
    const area = /^\/(staff|onboarding)/.exec(one.route)?.[0];
    const isDoor = to === "/sign-in" || to === DOORS.no_factor;
    return status === 307 && area && to.startsWith(area) && !isDoor ? null : `${status} to ${to}`;
  }
  if (one.method === "GET")
    return status < 500 && status !== 401 && status !== 403 ? null : `${status}`;
  if (form === "unknown_field") return status === 422 ? null : `it answers ${status}`;
  // Of a firm's own things: whatever refuses it, another's and none are alike, which is looked at apart.
  const wanted = expected.field ? [403, 404, 409, 422] : [404, 410, 409];
  return wanted.includes(status) ? null : `a form for what is not there answers ${status}`;
}

/** What a page shows; how it is cut into scripts on its way differs each time. */
const shownOf = (html: string): string =>
  html
    .replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

/** The answer without what differs each time: nonces, tokens of forms, the id that was asked for. */
function essence(done: Done, world: AuthorizationWorld): string {
  const { status, location, type, body } = done.answer;
  const shown = type.includes("html") ? shownOf(body) : body;
  const text = `${status} ${location ?? ""} ${shown}`;
  const id = idOf(done, world);
  return (id ? text.replaceAll(id, "ID") : text)
    .replaceAll(/\b[0-9a-f]{32}\b/g, "NONCE")
    .replaceAll(/[\w-]{43}/g, "TOKEN");
}

/** Of one route and form: another's is as one that was deleted, and as one that never was. */
function judgeAlike(all: Done[], world: AuthorizationWorld, isAllowed: boolean): string[] {
  const groups = Map.groupBy(
    all.filter(({ variant }) => variant !== null),
    ({ one, form }) => `${nameOf(one)} ${form}`,
  );
  return [...groups].flatMap(([name, group]) => {
    const [first] = group;
    // Whoever may see every firm finds another's; of one's own firm's things, another's is missing.
    const isForAll = isAllowed && first?.expected.field === undefined;
    const alike = group.filter(
      ({ variant }) => !(isAllowed && variant === "own") && !(isForAll && variant === "foreign"),
    );
    const kinds = new Set(alike.map((done) => essence(done, world)));
    return kinds.size <= 1 ? [] : [`${name}: its ids are told apart`];
  });
}

test("part F: every route for every role, with one's own, another's, a deleted and a random id", async () => {
  // Seconds where nothing else runs; a busy machine takes many times as long.
  test.setTimeout(300_000);
  const begun = performance.now();
  const database = openDatabase({ url: process.env.DATABASE_URL ?? "", maxConnections: 2 });
  const db = database.scoped({ kind: "system", name: "test" });
  const world = await AuthorizationWorld.make();
  const wrong: string[] = [];
  let count = 0;
  let refusals = 0;
  for (const role of roles) {
    const cases = casesOf(role);
    const refused = cases.filter(({ expected }) => !mayUse(role, expected.who));
    const letIn = cases.filter(({ expected }) => mayUse(role, expected.who));
    await forgetTries();
    let done: Done[] = [];
    let changed: string[] = [];
    // What the worker does by its own clock can fall into a run, but not into each.
    for (let run = 0; run < 3 && (run === 0 || changed.length > 0); run += 1) {
      const before = await contentsOf(db, MOVES);
      done = await sendAll(refused, world);
      const after = await contentsOf(db, MOVES);
      changed = Object.keys(after).filter(
        (table) => !OF_THE_WORKER.has(table) && after[table] !== before[table],
      );
    }
    if (changed.length > 0) wrong.push(`${role}: refused, and ${changed.join(", ")} changed`);
    const allowed = await sendAll(letIn, world);
    const say = (one: Done, problem: string | null) => {
      if (problem)
        wrong.push(`${role} at ${nameOf(one.one)} (${one.variant}, ${one.form}): ${problem}`);
    };
    for (const one of done) say(one, judgeRefused(one));
    for (const one of allowed) say(one, judgeLetIn(one));
    wrong.push(...judgeAlike(done, world, false).map((one) => `${role}: ${one}`));
    wrong.push(...judgeAlike(allowed, world, true).map((one) => `${role}: ${one}`));
    count += cases.length;
    refusals += refused.length;
  }
  await world.close();
  await database.close();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `authorization matrix: ${count} cases, ${refusals} refused, ${wrong.length} wrong, ${seconds} s`,
  );
  expect(wrong).toEqual([]);
});
