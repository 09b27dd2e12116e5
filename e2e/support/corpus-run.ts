import { readFileSync } from "node:fs";
import { and, inArray, isNull } from "drizzle-orm";
import { expect } from "playwright/test";
import { openDatabase, type ScopedDb } from "@/lib/db/client";
import { mails } from "@/lib/db/schema";
import { contentsOf } from "@/lib/db/testing";
import { control } from "./clio";
import {
  type Case,
  type Category,
  classOf,
  type Request,
  requestOf,
  type Way,
} from "./corpus-files";
import type { World } from "./corpus-world";
import { leaksIn } from "./leaks";
import { forgetTries, PORTAL_URL } from "./portal";
import { type Answer, host, OURS, raw, rawBytes } from "./raw";

/** What every request moves by design: when a session was last seen, how often a link was opened. */
const MOVES_BY_DESIGN = { sessions: ["seen_at", "idle_expires_at"], links: ["visits"] };
const ACCEPT = { json: "application/json", page: "text/html" };
/** The goal for an answer; a busy machine may miss it, so it is counted and not judged. */
const GOAL_MS = 2000;
/** More than a cookie holds, through which a form without JavaScript gets its text back. */
const KEPT_CHARACTERS = 2100;
const LOG = `${process.env.E2E_FOLDER ?? ""}/log/web.log`;
const database = openDatabase({ url: process.env.DATABASE_URL ?? "", maxConnections: 2 });
const db: ScopedDb = database.scoped({ kind: "system", name: "test" });

export type Tally = { cases: number; wrong: string[]; slowest: number; slow: number };
type Sent = { answer: Answer; values: Record<string, string>; request: Request };

/** Fills the names in braces; `{repeat:x:9}` is nine x. Braces of other kinds stay as they are. */
function fill(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{([a-zA-Z]+)(?::([^{}]*):(\d+))?\}/g, (_all, name: string, ...more) => {
    if (name === "repeat") return String(more[0]).repeat(Number(more[1]));
    const value = values[name];
    if (value === undefined) throw new Error(`a case names {${name}}, which nobody knows`);
    return value;
  });
}

/** Runs every case of a category in each of its ways; what was wrong, by id. */
export async function runCategory(world: World, category: Category): Promise<Tally> {
  const tally: Tally = { cases: category.cases.length, wrong: [], slowest: 0, slow: 0 };
  const logged = readFileSync(LOG).length;
  for (const one of category.cases) {
    for (const way of category.ways) {
      let found = await runCase(world, category, one, way, tally);
      // What the portal does by its own clock (a mail that is due, an account read anew) can fall
      // into a case, but not into the same one twice; a fault does.
      if (found.some((problem) => problem.startsWith(CHANGED))) {
        found = await runCase(world, category, one, way, tally);
      }
      tally.wrong.push(...found.map((problem) => `${one.id} ${way} (${one.what}): ${problem}`));
    }
  }
  const lines = readFileSync(LOG).subarray(logged);
  tally.wrong.push(...leaksIn(lines, world.secrets).map((name) => `log: it holds ${name}`));
  const faults = lines.toString("utf8").match(/^.*"level":[56]0.*$/gm) ?? [];
  tally.wrong.push(...faults.map((line) => `log: ${line.slice(0, 600)}`));
  tally.wrong.push(...(await nextRequest(world)));
  return tally;
}

const CHANGED = "the database has changed: ";

async function runCase(
  world: World,
  category: Category,
  one: Case,
  way: Way,
  tally: Tally,
): Promise<string[]> {
  const expected = classOf(one.expected);
  await forgetTries();
  await world.prepare({ ...category.given, ...one.given });
  await control("DELETE", "/requests");
  const leaveOut = { ...MOVES_BY_DESIGN, ...columnsOf(expected.changes) };
  await mailsSent();
  const before = await contentsOf(db, leaveOut);
  const begun = performance.now();
  const sent = await send(world, category, one, way).catch((thrown: unknown) => String(thrown));
  const ms = performance.now() - begun;
  if (typeof sent === "string") return [`expected ${one.expected}, came no answer: ${sent}`];
  tally.slowest = Math.max(tally.slowest, ms);
  tally.slow += ms > GOAL_MS ? 1 : 0;

  const { answer } = sent;
  const problems = [...judgeAnswer(one, way, answer), ...judgeBody(world, category, sent)];
  if (one.expected === "ended" || one.expected === "exchanged") world.endTrip();
  await mailsSent();
  const after = await contentsOf(db, leaveOut);
  const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
  const isAllowed = (table: string) =>
    expected.changes === "any" || expected.changes.includes(table);
  const wrongly = changed.filter((table) => !isAllowed(table));
  if (wrongly.length > 0) problems.push(CHANGED + wrongly.join(", "));
  problems.push(...(await judgeRequests(one)), ...(await judgeStored(world, category, one, sent)));
  problems.push(...(await judgePage(world, category, one, way, sent)));
  const isRough = one.input.raw !== undefined || one.expected === "too_large";
  return isRough ? [...problems, ...(await nextRequest(world))] : problems;
}

/** `applications.refused_pair_digest` → that column of that table. */
function columnsOf(changes: string[] | "any"): Record<string, string[]> {
  const names = changes === "any" ? [] : changes.map((one) => one.split("."));
  return Object.fromEntries(
    names.flatMap(([table = "", column]) => (column ? [[table, [column]]] : [])),
  );
}

/** Mails go out after the answer; what the mail server refuses waits for its next try. */
async function mailsSent(): Promise<void> {
  const isUntried = and(inArray(mails.state, ["queued", "sending"]), isNull(mails.error));
  const waiting = () => db.query((handle) => handle.$count(mails, isUntried));
  if ((await waiting()) === 0) return;
  await expect.poll(waiting, { timeout: 30_000, intervals: [20] }).toBe(0);
}

async function send(world: World, category: Category, one: Case, way: Way): Promise<Sent> {
  const request = requestOf(category, one);
  const values = world.values();
  const filled = (text: string) => fill(text, values);
  if (request.raw !== undefined) {
    return { answer: await rawBytes(filled(request.raw)), values, request };
  }
  const { method = "POST", path = "/", query, as = "nobody" } = request;
  const cookie = request.cookie === undefined ? world.cookieHeader(as) : request.cookie;
  const isPost = method === "POST";
  const all: Record<string, string | null> = {
    host,
    accept: ACCEPT[way],
    cookie: cookie || null,
    ...(isPost && OURS),
    ...request.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, filled(value)]])),
  );
  const form = Object.entries(request.form ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [[name, filled(value)]],
  );
  const text =
    request.body === undefined ? String(new URLSearchParams(form)) : filled(request.body);
  const body = request.bytes === undefined ? text : Buffer.from(request.bytes, "base64");
  const address = filled(query === undefined ? path : `${path}?${query}`);
  const hasBody = isPost || request.body !== undefined;
  return { answer: await raw(method, address, headers, hasBody ? body : ""), values, request };
}

function judgeAnswer(one: Case, way: Way, { status, location, cookies }: Answer): string[] {
  const { json, page, to } = classOf(one.expected);
  const statuses = way === "json" ? json : page;
  if (!statuses.includes(status)) {
    return [
      `expected ${one.expected} (${statuses.join(" or ")}), came ${status} ${location ?? ""}`,
    ];
  }
  const problems: string[] = [];
  if (location !== null) {
    const isOurs = location.startsWith(`${PORTAL_URL}/`) || /^\/(?!\/)/.test(location);
    const path = location.replace(PORTAL_URL, "");
    if (!isOurs) problems.push(`it leads to ${location}`);
    if (to && !to.test(path)) problems.push(`expected ${one.expected}, it leads to ${path}`);
    if (/code=|state=|error=/.test(path)) problems.push("what came from Clio stands in an address");
  }
  if (one.expected === "shown" && cookies.length > 0) problems.push(`cookies: ${cookies.join()}`);
  return problems;
}

/** Every text of the case, as it was sent and as it was meant. */
function textsOf({ request, values }: Sent): string[] {
  const { path = "", query = "", form = {}, headers = {}, body = "", cookie } = request;
  const pairs = [...new URLSearchParams(fill(query, values))].flat();
  const given = [...Object.values(form), ...Object.values(headers), body, cookie];
  const texts = given.flatMap((text) => (text ? [fill(text, values)] : []));
  return [...texts, ...pairs, decoded(fill(path, values))].flatMap((text) => [text, text.trim()]);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function judgeBody(
  world: World,
  category: Category,
  sent: Sent,
  body = sent.answer.body,
): string[] {
  const payloads = textsOf(sent).filter((text) => text.length >= 4 && /[<>"&]/.test(text));
  const problems = payloads
    .filter((text) => body.includes(text))
    .map((text) => `it stands in the answer: ${text.slice(0, 60)}`);
  const typed = Object.entries(sent.request.form ?? {}).map(
    ([name, text]) => [name, fill(text ?? "", sent.values)] as const,
  );
  const shown = typed.filter(([name]) => !category.hides.includes(name)).map(([, text]) => text);
  const hidden = typed.flatMap(([name, text]) => {
    if (!category.hides.includes(name) || shown.includes(text)) return [];
    return text.length >= 6 ? [text, text.trim(), escapeHtml(text), JSON.stringify(text)] : [];
  });
  if (hidden.some((text) => body.includes(text))) problems.push("a secret stands in the answer");
  if (category.isMute) {
    const echoed = textsOf(sent).filter((text) => text.length >= 8 && body.includes(text));
    problems.push(...echoed.map((text) => `it came back: ${text.slice(0, 60)}`));
  }
  // A link's page names its own link, to whoever opened it.
  const address = fill(sent.request.path ?? "", sent.values);
  const secrets = Object.entries(world.secrets).filter(([, one]) => !address.includes(one));
  const leaks = leaksIn(body, Object.fromEntries(secrets));
  return [...problems, ...leaks.map((name) => `${name} stands in the answer`)];
}

async function judgeRequests(one: Case): Promise<string[]> {
  const seen = await control<{ path: string }[]>("GET", "/requests");
  const count = seen.filter(({ path }) => path === "/oauth/token").length;
  const [least, most] = classOf(one.expected).tokenRequests;
  if (count >= least && count <= most) return [];
  return [`Clio was asked ${count} times, expected ${least} to ${most}`];
}

async function judgeStored(
  world: World,
  category: Category,
  one: Case,
  { answer, values }: Sent,
): Promise<string[]> {
  if (one.expected === "to_clio") return judgeWayToClio(world, answer);
  if (one.stored === undefined || !category.reads) return [];
  const stored = await world.stored(category.reads);
  const wanted = fill(one.stored, values);
  if (stored === wanted) return [];
  return [
    `stored is ${JSON.stringify(stored)?.slice(0, 80)}, not ${JSON.stringify(wanted).slice(0, 80)}`,
  ];
}

/** Region, keys and address come from what is stored alone, and no permission is asked for here. */
function judgeWayToClio(world: World, { body }: Answer): string[] {
  const { location } = JSON.parse(body) as { location: string };
  const url = new URL(location);
  const sent = Object.fromEntries(url.searchParams);
  const fixed = {
    response_type: "code",
    client_id: world.application.key,
    redirect_uri: `${PORTAL_URL}/api/clio/callback`,
    redirect_on_decline: "true",
    code_challenge_method: "S256",
  };
  const wrong = Object.entries(fixed).filter(([name, value]) => sent[name] !== value);
  const known = new Set([...Object.keys(fixed), "state", "code_challenge"]);
  const more = Object.keys(sent).filter((name) => !known.has(name));
  const place = `${url.origin}${url.pathname}`;
  const problems = [
    ...wrong.map(([name]) => `${name} is another`),
    ...more.map((name) => `${name} was added`),
  ];
  const home = `${process.env.CLIO_ORIGIN_US ?? ""}/oauth/authorize`;
  return place === home ? problems : [...problems, `it leads to ${place}`];
}

/** Goes where a 303 leads, or reads the JSON: is the message there, is what was typed still there? */
async function judgePage(
  world: World,
  category: Category,
  one: Case,
  way: Way,
  sent: Sent,
): Promise<string[]> {
  const { answer } = sent;
  const isMessage = one.expected === "back_with_message" || one.expected === "refused_by_clio";
  const field = one.field === undefined ? category.field : one.field;
  if (answer.status === 422) {
    const { error } = JSON.parse(answer.body) as {
      error: { message: string; fields: Record<string, string> };
    };
    const named = Object.keys(error.fields);
    const isThere = field ? named.includes(field) : error.message.length > 0;
    const foreign = Object.values(error.fields).filter((words) => !isOurWording(words));
    return [
      ...(isThere ? [] : [`no message at ${field}, but at ${named.join()}`]),
      ...foreign.map((words) => `no words of ours: ${words}`),
    ];
  }
  if (answer.status !== 303 || !answer.location?.startsWith(PORTAL_URL)) {
    return staffPage(world, category, one, sent);
  }
  const path = answer.location.slice(PORTAL_URL.length);
  const problems: string[] = [];
  if (isMessage && category.back && path !== category.back) problems.push(`it leads to ${path}`);
  const cookie = [world.cookieHeader(sent.request.as ?? "nobody"), ...answer.cookies].join("; ");
  const headers = { host, accept: "text/html", cookie };
  // What follows # is the browser's own.
  const page = await raw("GET", path.replace(/#.*$/, ""), headers);
  const status = one.expected === "not_found" ? 404 : 200;
  // A page that leads on (to who is signed in) has done its part.
  if (page.status !== status && !(page.status === 307 && !isMessage)) {
    problems.push(`the page at ${path} answers ${page.status}`);
  }
  problems.push(...judgeBody(world, category, sent, page.body).map((one) => `page: ${one}`));
  if (isMessage) problems.push(...judgeMessage(category, field, sent, page.body));
  return [...problems, ...(await staffPage(world, category, one, sent))];
}

/** A sentence, and none of those that the parser's library makes for programmers. */
function isOurWording(words: string): boolean {
  return /^[A-Z].*\.$/s.test(words) && !/expected|^Invalid|^Too (big|small)|^Unrecogni/.test(words);
}

type Flash = { message?: string; fields?: Record<string, string> };

function judgeMessage(
  category: Category,
  field: string | null | undefined,
  { answer, request, values }: Sent,
  page: string,
): string[] {
  const value = answer.cookies.find((one) => one.startsWith("anteroom-flash="))?.split("=")[1];
  const text = Buffer.from(value?.split(".")[0] ?? "", "base64url").toString("utf8");
  const flash = (text ? JSON.parse(text) : {}) as Flash;
  const words = field ? flash.fields?.[field] : flash.message;
  const problems: string[] = [];
  if (!words) problems.push(`no message at ${field ?? "the form"}`);
  else if (!page.includes(escapeHtml(words))) problems.push(`the page does not say: ${words}`);
  for (const name of category.keeps) {
    const typed = fill(request.form?.[name] ?? "", values);
    const isShort = typed.trim() !== "" && typed.length <= KEPT_CHARACTERS;
    if (isShort && request.body === undefined && !page.includes(escapeHtml(typed)))
      problems.push(`${name} is lost`);
  }
  return problems;
}

/** What was accepted stands on a page of staff as text. */
async function staffPage(
  world: World,
  category: Category,
  one: Case,
  sent: Sent,
): Promise<string[]> {
  if (!category.staffSees || one.expected !== "accepted") return [];
  const headers = { host, accept: "text/html", cookie: world.cookiesOf("staff") };
  const { status, body } = await raw("GET", world.firmPage, headers);
  const found = judgeBody(world, category, sent, body).map((problem) => `staff: ${problem}`);
  return status === 200 ? found : [`staff's page answers ${status}`, ...found];
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** An ordinary request of the firm's works as ever. */
async function nextRequest(world: World): Promise<string[]> {
  const headers = { host, accept: "text/html", cookie: world.cookiesOf("firm") };
  const { status, body } = await raw("GET", "/onboarding", headers);
  const isGood = status === 200 && body.includes("Quill &amp; Adeyemi");
  return isGood ? [] : [`the next normal request answers ${status}`];
}

/** Ordinary requests, so that the portal has loaded what it works with. */
export async function warmUp(world: World): Promise<void> {
  const headers = { host, accept: "text/html", cookie: world.cookiesOf("firm") };
  const pages = ["/onboarding", "/onboarding/status", "/onboarding/credentials", "/sign-in"];
  for (let count = 0; count < 5; count += 1) {
    await Promise.all(pages.map((path) => raw("GET", path, headers)));
  }
}
