import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { openHouse, type House } from "@/lib/testing/house";
import {
  beyondFirm,
  openDatabase,
  type Database,
  type Queryable,
  type Scope,
  type ScopedDb,
} from "./client";
import { GuardedPool } from "./guarded-pool";
import { ROLES } from "./roles";
import { events, firms } from "./schema";

// SECURITY.md, section 3.4.

type Firm = Awaited<ReturnType<House["firm"]>>;
let house: House;
let a: Firm;
let b: Firm;
let owner: ScopedDb;
/** Tables with rows of firms: by `firm_id`, or as what names the firm. */
let tenants: { name: string; firm: string }[];
const opened: Database[] = [];

beforeAll(async () => {
  house = await openHouse();
  ({ owner } = house);
  a = await house.firm();
  b = await house.firm();
  await house.connect(a);
  const found = await rows<{ name: string }>(
    owner,
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'firm_id' order by 1`,
  );
  tenants = [
    ...found.map(({ name }) => ({ name, firm: "firm_id" })),
    { name: "firms", firm: "id" },
    { name: "event_chain", firm: "chain" },
    { name: "event_heads", firm: "chain" },
  ];
  await fillTables([a.id, b.id]);
});
afterAll(async () => {
  await Promise.all(opened.map((db) => db.close()));
  await house.close();
});

async function rows<Row extends Record<string, unknown>>(
  db: ScopedDb,
  statement: string,
): Promise<Row[]> {
  return [...(await db.query((handle) => handle.execute<Row>(statement)))] as unknown as Row[];
}
/** What Postgres answered: a number of rows, or the code with which it refused. */
const answerOf = (db: ScopedDb, statement: string) =>
  rows(db, statement).then(
    (found) => found.length,
    (thrown: unknown) => ((thrown as Error).cause as { code?: string } | undefined)?.code ?? thrown,
  );
const REFUSED = "42501";

function portal(maxConnections = 2, slotWaitMs = 3000): Database {
  const role = "anteroom_portal";
  const db = openDatabase({ url: house.url, role, maxConnections, slotWaitMs });
  opened.push(db);
  return db;
}
const ofFirm = (db: Database, firmId: string) => db.scoped({ kind: "firm", firmId });

/** Somebody who logs in as the owner and acts as one role, without any of our code. */
async function bare<T>(role: string, work: (db: postgres.Sql) => Promise<T>): Promise<T> {
  const options = { max: 1, fetch_types: false, onnotice: () => {}, connection: { role } };
  const db = postgres(house.url, options as object);
  try {
    return await work(db);
  } finally {
    await db.end({ timeout: 5 });
  }
}

/** Looks whether Postgres refuses a statement for want of a privilege. */
const refuses = (db: postgres.Sql) => async (statement: string) => {
  const answer = await db.unsafe(statement).then(
    () => "done",
    (thrown: unknown) => (thrown as { code?: string }).code,
  );
  expect([statement, answer]).toEqual([statement, REFUSED]);
};

/** A row of each firm in every table that has none yet, whatever it means. */
async function fillTables(firmIds: string[]): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    for (const { name, firm } of tenants) {
      const needed = await tx.execute<{ column: string; type: string }>(sql`
        select column_name as "column", udt_name as type from information_schema.columns
        where table_schema = 'public' and table_name = ${name} and column_name <> ${firm}
          and is_nullable = 'NO' and column_default is null`);
      for (const firmId of firmIds) {
        const columns = [firm, ...needed.map(({ column }) => column)].map((one) => `"${one}"`);
        const values = [`'${firmId}'`, ...needed.map(({ type }) => valueOf(type))];
        await tx.execute(
          `insert into "${name}" (${columns.join(", ")})
           select ${values.join(", ")} where not exists
             (select from "${name}" where "${firm}" = '${firmId}')`,
        );
      }
    }
  });
}

function valueOf(type: string): string {
  if (type === "text") return "gen_random_uuid()::text";
  if (type === "bool") return "false";
  if (type === "jsonb" || type === "_text") return "'{}'";
  if (type === "tsvector") return "''";
  if (type === "date" || type === "timestamptz") return "now()";
  return "1";
}

describe("the catalogue", () => {
  /** Tables with a firm's rows for which something is missing. */
  const unguarded = () =>
    rows<{ name: string }>(
      owner,
      `select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and (c.relname in ('firms', 'event_chain', 'event_heads') or exists (
           select from pg_attribute where attrelid = c.oid and attname = 'firm_id'))
         and not (c.relrowsecurity and c.relforcerowsecurity
           and (select count(distinct r.role) = 4 from pg_policy p, unnest(p.polroles) r (role)
             where p.polrelid = c.oid and r.role::regrole::text in
               ('anteroom_portal', 'anteroom_staff', 'anteroom_system', 'anteroom_worker')))`,
    );

  it("guards every table that holds rows of firms, and a new one is missed at once", async () => {
    expect(tenants.length).toBeGreaterThan(25);
    expect(await unguarded()).toEqual([]);
    await rows(owner, "create table newcomers (firm_id text not null)");
    expect(await unguarded()).toEqual([{ name: "newcomers" }]);
    await rows(owner, "alter table newcomers enable row level security");
    expect(await unguarded()).toEqual([{ name: "newcomers" }]);
    await rows(owner, "drop table newcomers");
  });

  it("lets a firm's scope see by the setting alone, and the agency's application besides", async () => {
    const policies = await rows<{ name: string; what: string; shows: string }>(
      owner,
      `select polrelid::regclass::text as name, polcmd as what, pg_get_expr(polqual, polrelid) as shows
       from pg_policy where 'anteroom_portal'::regrole = any (polroles)`,
    );
    const setting = "NULLIF(current_setting('anteroom.firm'::text, true), ''::text)";
    const others = policies.filter(({ shows }) => !shows.endsWith(` = ${setting})`));
    expect(others).toEqual([
      { name: "applications", what: "r", shows: "(firm_id IS NULL)" },
      { name: "applications", what: "w", shows: "(firm_id IS NULL)" },
    ]);
  });

  it("has roles that are no superusers, pass no policy by, log in nowhere and own nothing", async () => {
    const found = await rows(
      owner,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolinherit,
         (select count(*)::int from pg_shdepend where refobjid = r.oid and deptype = 'o') as owns
       from pg_roles r where rolname like 'anteroom\\_%' order by rolname`,
    );
    const no = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
    expect(found).toEqual(
      ROLES.toSorted().map((rolname) => ({
        ...no,
        rolname,
        rolcanlogin: false,
        rolinherit: false,
        owns: 0,
      })),
    );
  });

  it("has no function with the owner's rights that anybody may call, and none without a fixed path", async () => {
    const found = await rows<{ name: string; path: string | null; is_open: boolean }>(
      owner,
      `select p.proname as name, array_to_string(p.proconfig, ' and ') as path, exists (
         select from pg_roles r where r.rolname in (${ROLES.map((role) => `'${role}'`).join(", ")})
           and has_function_privilege(r.oid, p.oid, 'execute')) as is_open
       from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef`,
    );
    expect(found.length).toBeGreaterThan(8);
    for (const one of found) {
      expect(one).toMatchObject({ path: "search_path=pg_catalog, pg_temp", is_open: false });
    }
  });
});

describe("who forgets WHERE", () => {
  it("reads rows of its own firm alone, of every table", async () => {
    const db = ofFirm(portal(), a.id);
    for (const { name, firm } of tenants) {
      const statement = `select "${firm}" as firm from "${name}" where "${firm}" is not null`;
      const all = await rows<{ firm: string }>(owner, statement);
      expect(all.map((row) => row.firm)).toContain(b.id);
      const seen = await rows<{ firm: string }>(db, statement).catch(() => []);
      expect([name, seen.filter((row) => row.firm !== a.id)]).toEqual([name, []]);
    }
    const names = await rows(db, "select id from firms");
    expect(names).toEqual([{ id: a.id }]);
  });

  it("changes, takes away and moves nothing of another firm's", async () => {
    const db = ofFirm(portal(), a.id);
    const others = () =>
      Promise.all(
        tenants.map(({ name, firm }) =>
          rows(
            owner,
            `select md5(string_agg(t::text, '' order by t::text)) as hash from "${name}" t
             where "${firm}" is distinct from '${a.id}'
               and "${firm}" is not null and "${firm}" <> 'house'`,
          ),
        ),
      );
    const before = await others();
    for (const { name, firm } of tenants) {
      await answerOf(db, `update "${name}" set "${firm}" = "${firm}"`);
      await answerOf(db, `update "${name}" set "${firm}" = '${b.id}'`);
      await answerOf(db, `update "${name}" set "${firm}" = '${a.id}' where "${firm}" = '${b.id}'`);
      await answerOf(db, `delete from "${name}" where "${firm}" <> '${a.id}'`);
      await answerOf(db, `delete from "${name}"`);
    }
    const insert = `insert into reminders (id, firm_id, person_id, step, remind_on)
      values ('rem_x', '${b.id}', '${b.contactId}', 'plan', now())`;
    expect(await answerOf(db, insert)).toBe(REFUSED);
    expect(await others()).toEqual(before);
  });

  it("without a scope sees nothing at all, also where a scope was before", async () => {
    await bare("anteroom_portal", async (db) => {
      const seen = async () => {
        const counts: Record<string, unknown> = {};
        for (const { name, firm } of tenants) {
          const read = db.unsafe(`select 1 from "${name}" where "${firm}" is not null`);
          const count = await read.then(
            (found) => found.length,
            () => 0,
          );
          if (count > 0) counts[name] = count;
        }
        return counts;
      };
      expect(await seen()).toEqual({});
      await db.begin(async (tx) => {
        await tx.unsafe(`set local anteroom.firm = '${a.id}'`);
        expect(await tx.unsafe("select id from firms")).toEqual([{ id: a.id }]);
      });
      expect(await db`select current_setting('anteroom.firm', true) as firm`).toEqual([
        { firm: "" },
      ]);
      expect(await seen()).toEqual({});
    });
  });
});

describe("one connection for many", () => {
  /** Who is there, as Postgres has it, and which firms they see. */
  const LOOK = `select current_user::text as role, (select count(*)::int from firms) as firms,
    (select min(id) from firms) as first, pg_backend_pid() as pid`;
  const expected = (scope: Scope) => {
    if (scope.kind !== "firm") return { role: `anteroom_${scope.kind}`, firms: 2 };
    const isOurs = [a.id, b.id].includes(scope.firmId);
    const role = "anteroom_portal";
    return isOurs ? { role, firms: 1, first: scope.firmId } : { role, firms: 0, first: null };
  };
  type Look = { role: string; firms: number; first: string; pid: number };

  it("a thousand interleaved requests each see their own, also after failures", async () => {
    const db = portal(1, 60_000);
    const scopes: Scope[] = [
      { kind: "firm", firmId: a.id },
      { kind: "firm", firmId: b.id },
      { kind: "staff", personId: "person_1" },
      { kind: "system", name: "test" },
      { kind: "firm", firmId: "firm_nobody" },
      { kind: "firm", firmId: "'; set local role anteroom_staff; --" },
    ];
    const pids = new Set<number>();
    await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const scope = scopes[index % scopes.length] as Scope;
        const scoped = db.scoped(scope);
        const read = async () => {
          if (index % 3 === 0) return rows<Look>(scoped, LOOK);
          if (index % 7 === 0) await answerOf(scoped, "select no_such_column from firms");
          return scoped.transaction(async (tx) => {
            const seen = await tx.execute<Look>(LOOK);
            if (index % 5 === 0)
              throw new AppError({ code: "conflict", message: seen[0]?.first ?? "" });
            return [...seen];
          });
        };
        const [seen] = await read().catch((thrown: unknown) => {
          if (!(thrown instanceof AppError) || thrown.code !== "conflict") throw thrown;
          return [];
        });
        if (!seen) return;
        pids.add(seen.pid);
        expect(seen).toMatchObject(expected(scope));
      }),
    );
    // A firm's people, staff and the house never share one.
    expect(pids.size).toBe(3);
  });

  it("a killed transaction leaves its scope to nobody and stores nothing, nor does a killed statement", async () => {
    const db = portal(1);
    const kill = (pid: number) => rows(owner, `select pg_terminate_backend(${pid})`);
    for (let round = 0; round < 5; round += 1) {
      const inside = ofFirm(db, a.id).transaction(async (tx) => {
        const [seen] = await tx.execute<Look>(LOOK);
        await tx.update(firms).set({ liveReason: "killed" });
        await kill(seen?.pid ?? 0);
        await tx.update(firms).set({ liveReason: "after" });
      });
      await expect(inside).rejects.toMatchObject({ code: "unavailable" });
      const looks = async () => rows<Look>(ofFirm(db, b.id), LOOK).catch(() => []);
      await expect.poll(looks).toMatchObject([{ firms: 1, first: b.id }]);
      const [now] = await rows<Look>(ofFirm(db, b.id), LOOK);
      const alone = rows(ofFirm(db, b.id), "select pg_sleep(30)").catch(
        (thrown: unknown) => (thrown as AppError).code,
      );
      await expect
        .poll(() =>
          rows(
            owner,
            `select 1 from pg_stat_activity where pid = ${now?.pid ?? 0}
          and query like '%pg_sleep(30)%' and state = 'active'`,
          ),
        )
        .toHaveLength(1);
      await kill(now?.pid ?? 0);
      expect(await alone).toBe("unavailable");
      const again = async () => rows<Look>(ofFirm(db, a.id), LOOK).catch(() => []);
      await expect.poll(again).toMatchObject([{ firms: 1, first: a.id }]);
    }
    const kept = await rows(owner, "select 1 from firms where live_reason in ('killed', 'after')");
    expect(kept).toEqual([]);
  });

  it("a statement alone is stored when it is good, and leaves no transaction open when it is not", async () => {
    const pool = new GuardedPool({
      url: house.url,
      role: "anteroom_portal",
      maxConnections: 1,
      queryDeadlineMs: 5000,
      slotWaitMs: 3000,
      log: null,
    });
    const own = pool.after(`set local anteroom.firm = '${a.id}'`);
    await own.unsafe("update firms set live_reason = $1", ["good"]);
    await expect(own.unsafe("update firms set live_reason = $1 / 0", ["bad"])).rejects.toThrow(
      "invalid input syntax",
    );
    const open = "select current_setting('anteroom.firm', true) as firm, count(*)::int from firms";
    expect(await pool.unsafe(open, [])).toEqual([{ firm: "", count: 0 }]);
    expect(await own.unsafe("select live_reason from firms", [])).toEqual([
      { live_reason: "good" },
    ]);
    await pool.close();
  });
});

describe("the roles", () => {
  it("cannot be left: what a connection began as is what RESET comes back to", async () => {
    await bare("anteroom_portal", async (db) => {
      await db`reset role`;
      expect(await db`select current_user::text as role`).toEqual([{ role: "anteroom_portal" }]);
    });
  });

  it("write no history but new events, and no chain", async () => {
    for (const role of ["anteroom_staff", "anteroom_system", "anteroom_worker"]) {
      await bare(role, async (db) => {
        const refused = refuses(db);
        await refused("update events set data = '{}'");
        await refused("delete from events");
        await refused("truncate events");
        await refused("insert into event_chain select * from event_chain");
        await refused("update event_chain set hash = ''");
        await refused("select chain_event(events) from events");
        await refused("alter table events disable trigger user");
        await refused("create table public.mine (firm_id text)");
      });
    }
    expect(await rows(owner, "select 1 from event_chain where hash = ''")).toEqual([]);
  });

  it("give the worker whatever the portal's own has: jobs do the same work", async () => {
    const missing = await rows(
      owner,
      `select table_name, privilege_type from information_schema.role_table_grants
         where table_schema = 'public' and grantee in ('anteroom_system', 'anteroom_staff')
       except select table_name, privilege_type from information_schema.role_table_grants
         where table_schema = 'public' and grantee = 'anteroom_worker'`,
    );
    expect(missing).toEqual([]);
  });

  it("show a firm's people nothing of what is staff's, whatever the row", async () => {
    const db = ofFirm(portal(), a.id);
    for (const name of [
      "firm_notes",
      "imports",
      "oidc_attempts",
      "queue_rows",
      "recovery_codes",
      "saved_views",
      "staff_factors",
      "token_keys",
      "webhook_secrets",
    ]) {
      expect([name, await answerOf(db, `select 1 from ${name}`)]).toEqual([name, REFUSED]);
    }
  });

  it("show the machine's door what it serves, and nothing that signs anybody in", async () => {
    await bare("anteroom_machine", async (db) => {
      const refused = refuses(db);
      const [count] = await db`select count(*)::int as firms from firms`;
      expect(count).toEqual({ firms: 2 });
      for (const what of [
        "token_hash from sessions",
        "token_hash from links",
        "body_sealed from mails",
        "subject from mails",
        "data from events",
        "oidc_subject from people",
        "secret_sealed from staff_factors",
        "code_hash from recovery_codes",
        "secret_sealed from webhook_secrets",
        "text from firm_notes",
        "text from help_requests",
        "verifier_sealed from attempts",
        "rows from imports",
        "hash from event_chain",
      ]) {
        await refused(`select ${what}`);
      }
      const kept = tenants.filter(({ name }) => name !== "connection_reports");
      for (const { name } of kept) {
        await refused(`delete from "${name}"`);
      }
      for (const statement of [
        "update applications set client_secret_sealed = ''",
        "update firms set name = 'x'",
        "update token_keys set secret_hash = 'x'",
        "update token_clients set before_live = true",
        "insert into token_client_firms select client_id, firm_id from token_client_firms",
      ]) {
        await refused(statement);
      }
    });
  });

  it("are told apart from a database that is away: a role that is missing is said", async () => {
    const url = new URL(house.url);
    const nobody = `nobody_${Date.now()}`;
    await rows(owner, `create role ${nobody} login password 'x'`);
    Object.assign(url, { username: nobody, password: "x" });
    const db = openDatabase({ url: url.href, role: "anteroom_portal" });
    opened.push(db);
    await expect(rows(ofFirm(db, a.id), "select 1")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("npm run migrate") as unknown,
    });
    // With nothing but membership it may be the portal, and no more.
    await rows(owner, `grant anteroom_portal to ${nobody}`);
    const member = openDatabase({ url: url.href, role: "anteroom_portal" });
    opened.push(member);
    expect(await rows(ofFirm(member, a.id), "select id from firms")).toEqual([{ id: a.id }]);
    const staff = member.scoped({ kind: "staff", personId: "person_1" });
    expect(await rows(staff, "select id from firms")).toHaveLength(2);
    const worker = openDatabase({ url: url.href, role: "anteroom_worker" });
    opened.push(worker);
    const system = worker.scoped({ kind: "system", name: "test" });
    await expect(rows(system, "select 1")).rejects.toMatchObject({ code: "unavailable" });
    await Promise.all([member.close(), worker.close(), db.close()]);
    await rows(owner, `drop role ${nobody}`);
  });
});

it("looks beyond a firm where a rule needs it and comes back, also from another copy of the module", async () => {
  const db = ofFirm(portal(), a.id);
  vi.resetModules();
  const other = await import("./client");
  expect(other.beyondFirm).not.toBe(beyondFirm);
  const count = sql`select current_user::text as role, count(*)::int as firms from firms`;
  const look = async (on: Queryable) => [...(await on.execute(count))];
  const firm = [{ role: "anteroom_portal", firms: 1 }];
  const wide = [{ role: "anteroom_system", firms: 2 }];
  for (const copy of [beyondFirm, other.beyondFirm]) {
    const why = "how many mails go out in all";
    expect(await db.query((on) => copy(on, why, look))).toEqual(wide);
    await db.transaction(async (tx) => {
      expect(await look(tx)).toEqual(firm);
      const both = await copy(tx, why, async (all) => [
        await copy(all, why, look),
        await look(all),
      ]);
      expect(both).toEqual([wide, wide]);
      expect(await look(tx)).toEqual(firm);
      const failed = copy(tx, why, () => Promise.reject(new Error("changed its mind")));
      await expect(failed).rejects.toThrow("changed its mind");
      expect(await look(tx)).toEqual(firm);
      expect(await copy(tx, why, look)).toEqual(wide);
    });
    expect(await db.query(look)).toEqual(firm);
  }
});

it("values are written and read in a firm's scope as anywhere", async () => {
  const read = (db: ScopedDb) =>
    db.query((handle) => handle.select().from(events).where(eq(events.firmId, a.id)));
  const inScope = await read(ofFirm(portal(), a.id));
  expect(inScope).toEqual(await read(owner));
  const kinds = await rows(
    owner,
    `select distinct jsonb_typeof(data) as kind from events where firm_id = '${a.id}'`,
  );
  expect(kinds).toEqual([{ kind: "object" }]);
});
