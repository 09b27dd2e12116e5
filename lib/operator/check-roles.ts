import { sql } from "drizzle-orm";
import type { ScopedDb } from "@/lib/db/client";
import { ROLES } from "@/lib/db/roles";
import { broken, ok, type Finding } from "./finding";

/** Whether Postgres keeps firms apart: the roles as which the processes act, and the guard of each table. */
export async function checkRoles(db: ScopedDb): Promise<Finding[]> {
  const roles = await db.query((handle) =>
    handle.execute<{ name: string; passes: boolean; may: boolean }>(sql`
      select rolname as name, rolsuper or rolbypassrls as passes,
        pg_has_role(oid, case when current_setting('server_version_num')::int >= 160000
          then 'set' else 'member' end) as may
      from pg_roles where rolname like 'anteroom\\_%'`),
  );
  const known = new Map(roles.map((role) => [role.name, role]));
  const missing = ROLES.filter((name) => !known.has(name));
  if (missing.length > 0) {
    return [
      broken(
        `The database has no role ${missing.join(", ")}: its process cannot start.`,
        "Run npm run migrate as the owner of the database.",
      ),
    ];
  }
  const passing = ROLES.filter((name) => known.get(name)?.passes);
  if (passing.length > 0) {
    return [
      broken(
        `The role ${passing.join(", ")} passes every policy by: a process would see all firms.`,
        "As a superuser: ALTER ROLE … NOSUPERUSER NOBYPASSRLS.",
      ),
    ];
  }
  const open = await db.query((handle) =>
    handle.execute<{ name: string }>(sql`
      select relname as name from pg_class c
      where relnamespace = 'public'::regnamespace and relkind = 'r'
        and not (relrowsecurity and relforcerowsecurity)
        and (relname = 'firms' or exists (
          select from pg_attribute where attrelid = c.oid and attname = 'firm_id'))`),
  );
  if (open.length > 0) {
    return [
      broken(
        `The table ${open.map(({ name }) => name).join(", ")} shows every firm’s rows to everybody.`,
        "Run npm run migrate; if it stays, restore the table’s row-level security.",
      ),
    ];
  }
  const may = ROLES.filter((name) => known.get(name)?.may);
  if (may.length > 0) return [ok(`The processes act as roles of their own: ${may.join(", ")}.`)];
  return [
    broken(
      "The user of DATABASE_URL may act as none of the portal’s roles: no process can start.",
      "Grant it the role of its process, or all of them: docs/operations.md.",
    ),
  ];
}
