import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openHouse } from "@/lib/testing/house";
import { startTestPostgres } from "@/scripts/test-postgres";
import { openDatabase } from "./client";
import { migrateDatabase } from "./migrate";
import { findPgTool } from "./pg-tools";
import { restoreDump } from "./restore-dump";
import { ROLES } from "./roles";
import { contentsOf } from "./testing";

// On a server of its own: roles belong to the whole server, and here it begins without them.

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "anteroom-roles-"));
const before = process.env.TEST_DATABASE_URL;
let server: Awaited<ReturnType<typeof startTestPostgres>>;
let admin: postgres.Sql;
let isDebian: boolean;

/** An owner who may make roles and databases, and is no superuser. */
let keeper: string;

beforeAll(async () => {
  const given = postgres(before ?? "", { max: 1, onnotice: () => {} });
  const [row] = await given`select current_setting('server_version_num')::int as version`;
  await given.end();
  isDebian = Number(row?.version) < 160_000;
  server = await startTestPostgres(isDebian ? "debian" : "embedded", { isRelaxed: true });
  admin = postgres(server.url, { max: 1, onnotice: () => {} });
  await admin`create role keeper login createrole createdb password 'x'`;
  await admin`create database kept owner keeper`;
  keeper = urlOf("keeper", "kept");
});
afterAll(async () => {
  process.env.TEST_DATABASE_URL = before;
  await admin.end();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const urlOf = (username: string, database: string) =>
  Object.assign(new URL(server.url), { username, password: "x", pathname: `/${database}` }).href;

it("an owner who may make no roles is told what to run, and goes on once that was done", async () => {
  await admin`create role tenant login password 'x'`;
  await admin`create database rented owner tenant`;
  const url = urlOf("tenant", "rented");
  const refused = await migrateDatabase(url).then(
    () => "done",
    (thrown: unknown) => (thrown as Error).message,
  );
  expect(refused).toMatch(/^the database’s owner may not make its roles: as a superuser run: /);
  const statements = refused.slice(refused.indexOf("create role"));
  expect(statements).toContain("create role anteroom_portal nologin noinherit;");
  expect(statements).toContain("grant anteroom_portal to tenant;");
  await admin.unsafe(statements).simple();
  await migrateDatabase(url);
  // As if nobody had ever been here, for what follows.
  await admin`drop database rented`;
  await admin.unsafe(ROLES.map((role) => `drop role ${role}`).join(";")).simple();
  await admin`drop role tenant`;
});

it("databases of one server that are migrated at the same moment make the roles together", async () => {
  const others = [1, 2, 3].map((number) => `other_${number}`);
  for (const name of others) await admin.unsafe(`create database ${name} owner keeper`);
  await Promise.all(
    [keeper, ...others.map((name) => urlOf("keeper", name))].map((url) => migrateDatabase(url)),
  );
  await migrateDatabase(keeper);
  const [count] = await admin`select count(*)::int from pg_roles where rolname like 'anteroom\\_%'`;
  expect(count).toEqual({ count: ROLES.length });
});

it("an owner who is no superuser has a whole house, which its dump keeps", async () => {
  process.env.TEST_DATABASE_URL = keeper;
  const house = await openHouse();
  try {
    const firm = await house.firm();
    const other = await house.firm();
    await house.connect(firm);
    const [owner] = await house.owner.query((db) =>
      db.execute(sql`select current_user::text as name, rolsuper as is_superuser,
        (select count(*)::int from firms) as firms
        from pg_roles where rolname = current_user`),
    );
    // The policies hold for it as for everybody; it sees all firms as a member of the roles.
    expect(owner).toEqual({ name: "keeper", is_superuser: false, firms: 2 });
    const seen = await firm.contact.db.query((db) => db.execute(sql`select id from firms`));
    expect([...seen]).toEqual([{ id: firm.id }]);
    expect(other.id).not.toBe(firm.id);
    if (isDebian) await survivesDump(house.url);
  } finally {
    await house.close();
  }
});

/** pg_dump of the machine is as old as Debian's server, so there alone. */
async function survivesDump(url: string): Promise<void> {
  const tool = await findPgTool("pg_dump");
  const file = join(folder, "house.sql");
  const dump = (...more: string[]) =>
    run(tool?.path ?? "pg_dump", [`--file=${file}`, ...more, url]);
  // Rather nothing than a part of it.
  await expect(dump()).rejects.toThrow("row-level security");
  await dump("--enable-row-security");
  await admin`create database again owner keeper`;
  const restored = urlOf("keeper", "again");
  await restoreDump(restored, file);
  await migrateDatabase(restored);
  const [from, to] = [openDatabase({ url }), openDatabase({ url: restored })];
  const contents = (database: typeof from) =>
    contentsOf(database.scoped({ kind: "system", name: "test" }));
  expect(await contents(to)).toEqual(await contents(from));
  const portal = openDatabase({ url: restored, role: "anteroom_portal" });
  const staff = portal.scoped({ kind: "staff", personId: "person_1" });
  const nobody = portal.scoped({ kind: "firm", firmId: "firm_nobody" });
  const count = sql`select count(*)::int from firms`;
  expect([...(await staff.query((db) => db.execute(count)))]).toEqual([{ count: 2 }]);
  expect([...(await nobody.query((db) => db.execute(count)))]).toEqual([{ count: 0 }]);
  await Promise.all([from.close(), to.close(), portal.close()]);
}
