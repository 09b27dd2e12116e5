import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright/test";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import { loadKeyRing, type KeyRing } from "@/lib/crypto/key-ring";
import { open } from "@/lib/crypto/open";
import { control, newAccount } from "./clio";
import type { Category, Given } from "./corpus-files";
import { inDatabase } from "./database";
import { newestLink } from "./mailbox";
import { acceptInvitation, enterCode, newFirm, PORTAL_URL, readyToConnect } from "./portal";
import { type Answer, cookieOf, host, OURS, raw } from "./raw";

type Trip = { state: string; connect: string };
type Link = { token: string; browser: string; session: string };
type Role = "firm" | "otherFirm" | "nobody" | "staff";

const CONNECT = "anteroom-connect=";
const BROWSER = "anteroom-browser=";
const SESSION = "anteroom-session=";
const stateHash = (state: string) => createHash("sha256").update(state).digest("base64url");

/** Two real firms with keys that Clio accepted, a colleague, staff, and a third firm's links. */
export class World {
  readonly #cookies: Record<Role | "colleague", string>;
  readonly #linkFirm: { email: string; invitation: string };
  readonly #ring: KeyRing;
  readonly firmPage: string;
  readonly firmId: string;
  readonly application: { appId: number; key: string; secret: string };
  readonly colleagueLink: string;
  /** What no answer and no log may hold. */
  readonly secrets: Record<string, string> = {};
  #openTrip: Trip | null = null;
  #trip: Trip | null = null;
  #link: Link | null = null;
  #count = 0;

  private constructor(made: Awaited<ReturnType<typeof makeFirms>>) {
    this.#cookies = made.cookies;
    this.#linkFirm = made.linkFirm;
    this.firmPage = made.firmPage;
    this.firmId = made.firmPage.split("/").at(-1) ?? "";
    this.application = made.application;
    this.colleagueLink = made.colleagueLink;
    const keys = JSON.parse(
      readFileSync(`${process.env.E2E_FOLDER ?? ""}/keys.json`, "utf8"),
    ) as Record<string, string>;
    this.#ring = loadKeyRing(keys.PORTAL_KEYS ?? "");
    for (const [role, cookie] of Object.entries(made.cookies)) {
      if (cookie) this.secrets[`session of ${role}`] = cookie.slice(SESSION.length);
    }
    this.secrets.PORTAL_KEYS = keys.PORTAL_KEYS?.split(":")[1] ?? "";
    this.secrets.NEXTAUTH_SECRET = keys.NEXTAUTH_SECRET ?? "";
    this.secrets["client secret"] = made.application.secret;
  }

  static async make(browser: Browser): Promise<World> {
    return new World(await makeFirms(browser));
  }

  cookiesOf(role: Role): string {
    return this.#cookies[role];
  }

  /** What a case needs, made or put right; the case's own values come from `values`. */
  async prepare(given: Given): Promise<void> {
    this.#trip = given.trip ? await this.#takeTrip(given.trip) : null;
    this.#link = given.link ? await this.#takeLink(given.link) : null;
    if (given.ends) await this.#moveLink("expires_at", given.ends);
    if (given.revoked) await this.#moveLink("revoked_at", given.revoked);
    if (given.secret !== undefined) {
      const { appId } = this.application;
      await control("PUT", `/applications/${appId}`, { secret: given.secret });
      this.application.secret = given.secret;
    }
  }

  /** The attempt of the open trip has ended: the next case starts another one. */
  endTrip(): void {
    this.#openTrip = null;
  }

  /** What the names in braces of a case stand for. */
  values(): Record<string, string> {
    return {
      state: this.#trip?.state ?? "",
      connect: this.#trip?.connect ?? "",
      code: `code${randomToken()}`,
      token: this.#link?.token ?? "",
      browser: this.#link?.browser ?? "",
      linkSession: this.#link?.session ?? "",
      session: this.#cookies.firm.slice(SESSION.length),
      otherSession: this.#cookies.otherFirm.slice(SESSION.length),
      key: this.application.key,
      secret: this.application.secret,
      host,
      portal: PORTAL_URL,
      firmId: this.firmId,
    };
  }

  /** The cookies that the browser of this role sends, with those of the trip or link. */
  cookieHeader(role: Role): string {
    const trip = this.#trip && `${CONNECT}${this.#trip.connect}`;
    const link = this.#link?.browser && `${BROWSER}${this.#link.browser}`;
    return [this.#cookies[role], trip, link].filter(Boolean).join("; ");
  }

  /** What the last accepted case of a category has stored. */
  async stored(what: NonNullable<Category["reads"]>): Promise<string | undefined> {
    const { firmId } = this;
    if (what === "help_text") {
      const rows = await inDatabase(
        (sql) => sql<{ text: string }[]>`
          select text from help_requests where firm_id = ${firmId} order by created_at desc limit 1`,
      );
      return rows[0]?.text;
    }
    if (what === "hand_over_email") {
      const rows = await inDatabase(
        (sql) => sql<{ email: string }[]>`
          select p.email from links l join people p on p.id = l.person_id
          where l.firm_id = ${firmId} and l.purpose = 'hand_over' order by l.created_at desc limit 1`,
      );
      return rows[0]?.email;
    }
    const rows = await inDatabase(
      (sql) => sql<{ id: string; keys: string; secret: string }[]>`
        select id, client_id_sealed as keys, client_secret_sealed as secret from applications
        where firm_id = ${firmId} order by keys_stored_at desc nulls last limit 1`,
    );
    const [row] = rows;
    if (!row) return undefined;
    const owner = { table: "applications", rowId: row.id, firmId };
    const id = { ...owner, column: "client_id_sealed", purpose: "client id" };
    const secret = { ...owner, column: "client_secret_sealed", purpose: "client secret" };
    return [open(this.#ring, id, row.keys), open(this.#ring, secret, row.secret)]
      .map((one) => one.reveal())
      .join(" ");
  }

  async #takeTrip(kind: NonNullable<Given["trip"]>): Promise<Trip> {
    if (kind === "open") return (this.#openTrip ??= await this.#start("firm"));
    if (kind === "other_firm") return this.#start("otherFirm");
    if (kind === "colleague") return this.#start("colleague");
    if (kind === "tossed") {
      const { state } = await this.#start("otherFirm");
      return { state, connect: (await this.#start("firm")).connect };
    }
    const trip = await this.#start("firm");
    if (kind === "other_browser") return { ...trip, connect: (await this.#start("firm")).connect };
    if (kind === "expired") {
      await inDatabase(
        (sql) => sql`update attempts set expires_at = now() - interval '1 second'
          where state_hash = ${stateHash(trip.state)}`,
      );
      return trip;
    }
    const cookie = `${this.#cookies.firm}; ${CONNECT}${trip.connect}`;
    await raw("GET", `/api/clio/callback?state=${trip.state}&error=access_denied`, {
      host,
      cookie,
    });
    return trip;
  }

  async #start(role: Exclude<Role, "nobody" | "staff"> | "colleague"): Promise<Trip> {
    const headers = { host, accept: "application/json", cookie: this.#cookies[role], ...OURS };
    const answer = await raw("POST", "/api/clio/connect", headers);
    const { location } = JSON.parse(answer.body) as { location?: string };
    if (!location) throw new Error(`no trip of ${role} was started: ${answer.body}`);
    const trip = {
      state: new URL(location).searchParams.get("state") ?? "",
      connect: cookieIn(answer, CONNECT),
    };
    this.#count += 1;
    this.secrets[`state ${this.#count}`] = trip.state;
    this.secrets[`browser ${this.#count}`] = trip.connect;
    return trip;
  }

  async #takeLink(kind: NonNullable<Given["link"]>): Promise<Link> {
    const { email, invitation } = this.#linkFirm;
    if (kind === "sign_in" || kind === "used" || kind === "replaced") {
      const link = await this.#askForLink(email);
      if (kind === "replaced") await this.#askForLink(email);
      if (kind === "used") await this.#press(link);
      return link;
    }
    const token = invitation.split("/l/")[1] ?? "";
    await inDatabase(
      (sql) => sql`update links set expires_at = now() + interval '14 days', revoked_at = null,
        spent_at = null where token_hash = ${hashToken(token)}`,
    );
    await inDatabase((sql) => sql`update people set disabled_at = null where email = ${email}`);
    this.secrets.invitation = token;
    const link = { token, browser: "", session: "" };
    if (kind === "not_me") await this.#press(link, "answer=not_me");
    if (kind === "opened") await this.#press(link);
    if (kind === "spent") {
      await inDatabase(
        (sql) => sql`update links set spent_at = now() where token_hash = ${hashToken(token)}`,
      );
    }
    if (kind === "disabled") {
      await inDatabase((sql) => sql`update people set disabled_at = now() where email = ${email}`);
    }
    return link;
  }

  async #askForLink(email: string): Promise<Link> {
    await inDatabase((sql) => sql`update people set disabled_at = null where email = ${email}`);
    const before = Object.values(this.secrets).map((token) => `${PORTAL_URL}/l/${token}`);
    const answer = await raw("POST", "/api/sign-in", { host, ...OURS }, `email=${email}`);
    const token = (await newestLink(email, "clg", before)).split("/l/")[1] ?? "";
    this.#count += 1;
    this.secrets[`link ${this.#count}`] = token;
    return { token, browser: cookieIn(answer, BROWSER), session: "" };
  }

  /** Presses Continue on a link's page, or another button of it. */
  async #press(link: Link, form = ""): Promise<void> {
    const headers = { host, cookie: `${BROWSER}${link.browser}`, ...OURS };
    const answer = await raw("POST", `/api/links/${link.token}`, headers, form);
    if (answer.status !== 303) throw new Error(`a link could not be used: ${answer.status}`);
    link.session = cookieIn(answer, SESSION);
  }

  async #moveLink(column: "expires_at" | "revoked_at", when: string): Promise<void> {
    const hash = hashToken(this.#link?.token ?? "");
    await inDatabase(
      (sql) => sql`update links set ${sql(column)} = now() + ${when}::interval
        where token_hash = ${hash}`,
    );
  }
}

function cookieIn({ cookies }: Answer, name: string): string {
  return cookies.find((one) => one.startsWith(name))?.slice(name.length) ?? "";
}

async function makeFirms(browser: Browser) {
  const newPage = async () => (await browser.newContext({ baseURL: PORTAL_URL })).newPage();
  const page = await newPage();
  const context = page.context();
  const firm = await readyToConnect(page, (await newAccount()).id);
  await page.goto("/onboarding/people");
  await enterCode(page, firm.email);
  const email = `ned.${Math.random().toString(36).slice(2, 10)}@quilladeyemi.test`;
  await context.request.post("/api/onboarding/people", {
    form: { name: "Ned Quill", email },
    headers: OURS,
  });
  const colleague = await newPage();
  const colleagueLink = await newestLink(email, "cin");
  await acceptInvitation(colleague, colleagueLink);
  const other = await newPage();
  await readyToConnect(other, (await newAccount()).id);
  const linkFirm = await newFirm(context, "Ferris & Lunt");
  const cookies = {
    firm: sessionOf(await cookieOf(context)),
    otherFirm: sessionOf(await cookieOf(other.context())),
    colleague: sessionOf(await cookieOf(colleague.context())),
    staff: sessionOf(await cookieOf(firm.staff.context())),
    nobody: "",
  };
  for (const one of [page, colleague, other]) await one.context().close();
  const application = { appId: firm.appId, key: firm.key, secret: firm.secret };
  return {
    cookies,
    linkFirm,
    colleagueLink,
    application,
    firmPage: new URL(firm.address).pathname,
  };
}

function sessionOf(cookies: string): string {
  return cookies.split("; ").find((one) => one.startsWith(SESSION)) ?? "";
}
