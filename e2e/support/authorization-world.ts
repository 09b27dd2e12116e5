import { randomBytes } from "node:crypto";
import { hashToken, randomToken } from "@/lib/crypto/hash";
import type { Role } from "@/scripts/authorization/roles";
import type { IdKind } from "@/scripts/authorization/routes";
import { inDatabase } from "./database";
import { PORTAL_URL } from "./portal";
import { host, OURS, raw } from "./raw";

/** One's own, another's, one that was there and is gone, and one that never was. */
export const idVariants = ["own", "foreign", "deleted", "random"] as const;
export type IdVariant = (typeof idVariants)[number];
export type Ids = Record<IdVariant, string>;

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`;
const SESSION = "anteroom-session=";

/** The session cookie of each role, by links that are used as everybody uses them. */
export class AuthorizationWorld {
  readonly cookies: Record<Role, string>;
  readonly ids: Record<IdKind, Ids>;
  readonly #factorOf: string;

  private constructor(made: {
    cookies: Record<Role, string>;
    ids: Record<IdKind, Ids>;
    factorOf: string;
  }) {
    this.cookies = made.cookies;
    this.ids = made.ids;
    this.#factorOf = made.factorOf;
  }

  static async make(): Promise<AuthorizationWorld> {
    const admin = await signIn(await newPerson("admin"));
    const firms = [await newFirm(admin.cookie), await newFirm(admin.cookie)] as const;
    const [own, foreign] = firms;
    const [member, other] = [await newPerson(null, own), await newPerson(null, foreign)];
    const colleague = await newPerson(null, own);
    const operator = await newPerson("operator");
    const disabled = await newPerson("operator");
    const noFactor = await newPerson("operator");
    const cookies = {
      nobody: "",
      member: (await signIn(member, { firmId: own })).cookie,
      hand_over: (await signIn(colleague, { firmId: own, purpose: "hand_over" })).cookie,
      reauthorization: (await signIn(member, { firmId: own, purpose: "reauthorize" })).cookie,
      viewer: (await signIn(await newPerson("viewer"))).cookie,
      operator: (await signIn(operator)).cookie,
      admin: admin.cookie,
      disabled: (await signIn(disabled)).cookie,
      no_factor: (await signIn(noFactor)).cookie,
    };
    await inDatabase(async (sql) => {
      await sql`update people set disabled_at = now() where id = ${disabled}`;
      await sql`insert into staff_factors (id, person_id, secret_sealed, confirmed_at)
        values (${newId("fac")}, ${noFactor}, 'not asked for', now())`;
    });
    const gone = await newPerson(null);
    await inDatabase((sql) => sql`delete from people where id = ${gone}`);
    const ids = {
      ...(await idsOfHouse(own, foreign)),
      person: idsOf("person", member, other, gone),
    };
    return new AuthorizationWorld({ cookies, ids, factorOf: noFactor });
  }

  /** Takes away what opens with no key of the portal's. */
  async close(): Promise<void> {
    await inDatabase((sql) => sql`delete from staff_factors where person_id = ${this.#factorOf}`);
  }
}

function idsOf(prefix: string, own: string, foreign: string, deleted = newId(prefix)): Ids {
  return { own, foreign, deleted, random: newId(prefix) };
}

async function idsOfHouse(own: string, foreign: string): Promise<Record<IdKind, Ids>> {
  const one = async (prefix: string, table: string, column = "id") => {
    const rows = await inDatabase(
      (sql) => sql<{ id: string }[]>`select ${sql(column)} as id from ${sql(table)} limit 2`,
    ).catch((): { id: string }[] => []);
    // Where there is none, one's own and another's are missing, too.
    return idsOf(prefix, rows[0]?.id ?? newId(prefix), rows[1]?.id ?? rows[0]?.id ?? newId(prefix));
  };
  const tokens = Array.from({ length: 4 }, () => `cin_${randomToken()}`);
  const [t1 = "", t2 = "", t3 = "", t4 = ""] = tokens;
  const application = await inDatabase(
    (sql) => sql<{ id: string }[]>`select id from applications where firm_id is null limit 1`,
  );
  const app = application[0]?.id ?? newId("app");
  return {
    firm: idsOf("firm", own, foreign),
    integration: await one("intg", "integrations"),
    application: idsOf("app", app, app),
    person: idsOf("person", "", ""),
    outage: await one("out", "outages"),
    link: { own: t1, foreign: t2, deleted: t3, random: t4 },
    deauthorization_key: idsOf("key", newId("key"), newId("key")),
    view: await one("view", "saved_views"),
    bulk: await one("bulk", "bulk_runs"),
    import: await one("imp", "imports"),
    plan: await one("plan", "plans", "code"),
    reminder_route: idsOf("route", "agency", "firm_private"),
    token_client: await one("tc", "token_clients"),
    webhook: await one("we", "webhook_endpoints"),
    file: idsOf("file", newId("file"), newId("file")),
  };
}

/** Somebody of staff, or a member of a firm. */
async function newPerson(role: "admin" | "operator" | "viewer" | null, firmId?: string) {
  const id = newId("person");
  const kind = role ? "staff" : "firm";
  const email = `${id.replace("_", ".")}@authorization.test`;
  await inDatabase(async (sql) => {
    await sql`insert into people (id, kind, staff_role, email, name)
      values (${id}, ${kind}, ${role}, ${email}, 'Robin Marsh')`;
    if (firmId) {
      await sql`insert into firm_members (firm_id, person_id) values (${firmId}, ${id})`;
    }
  });
  return id;
}

/** Uses a link of the person's, and has the session's cookie. */
async function signIn(
  personId: string,
  more: { firmId?: string; purpose?: "invite" | "hand_over" | "reauthorize" } = {},
): Promise<{ cookie: string }> {
  const { firmId = null, purpose = "invite" } = more;
  const prefix = { invite: "cin_", hand_over: "cho_", reauthorize: "cra_" }[purpose];
  const token = prefix + randomToken();
  const step = purpose === "hand_over" ? "plan" : null;
  await inDatabase(
    (sql) => sql`insert into links (id, token_hash, purpose, person_id, firm_id, step, expires_at)
      values (${newId("link")}, ${hashToken(token)}, ${purpose}, ${personId}, ${firmId}, ${step},
        now() + interval '1 hour')`,
  );
  const answer = await raw("POST", `/api/links/${token}`, { host, ...OURS });
  const cookie = answer.cookies.find((one) => one.startsWith(SESSION));
  if (!cookie) throw new Error(`a link signed nobody in: ${answer.status}`);
  return { cookie };
}

async function newFirm(cookie: string): Promise<string> {
  const [integration] = await inDatabase(
    (sql) => sql<{ id: string }[]>`select id from integrations limit 1`,
  );
  const email = `contact.${randomBytes(6).toString("hex")}@authorization.test`;
  const form = new URLSearchParams({
    name: "Marsh & Marsh",
    integration: integration?.id ?? "",
    route: "firm_private",
    region: "us",
    contact_name: "Robin Marsh",
    contact_email: email,
  });
  const headers = { host, cookie, accept: "application/json", ...OURS };
  const { status, body } = await raw("POST", "/api/staff/firms", headers, String(form));
  const { location } = JSON.parse(body) as { location?: string };
  const id = location?.split("/").at(-1)?.split("?")[0];
  if (!id) throw new Error(`no firm was made at ${PORTAL_URL}: ${status} ${body}`);
  return id;
}
