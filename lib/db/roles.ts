import type { Sql } from "postgres";
import { AppError } from "@/lib/errors";

/** What a process connects as, or a pool of it: docs/decisions/030-row-level-security.md. */
export type Role =
  | "anteroom_portal"
  | "anteroom_staff"
  | "anteroom_system"
  | "anteroom_worker"
  | "anteroom_machine";

export const ROLES: readonly Role[] = [
  "anteroom_portal",
  "anteroom_staff",
  "anteroom_system",
  "anteroom_worker",
  "anteroom_machine",
];

/** The web process acts as these too, on connections of their own; it inherits nothing of theirs. */
const OF_THE_PORTAL: readonly Role[] = ["anteroom_staff", "anteroom_system"];

const MAX_TRIES = 20;

/**
 * Makes the roles that are missing, and who asks a member of them all. They belong to the whole server:
 * databases that are migrated at the same moment make them together. Throws `forbidden`, with the
 * statements, for an owner who may not.
 */
export async function ensureRoles(sql: Sql): Promise<void> {
  let statements: string[] = [];
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    statements = await missing(sql);
    if (statements.length === 0) return;
    try {
      for (const statement of statements) await sql.unsafe(statement);
    } catch (thrown) {
      if (isRace(thrown)) continue;
      throw codeOf(thrown) === "42501" ? needsHelp(statements, thrown) : thrown;
    }
  }
  throw needsHelp(statements);
}

async function missing(sql: Sql): Promise<string[]> {
  const names = ROLES.map((role) => `('${role}')`).join(", ");
  const [me] = await sql.unsafe(`select quote_ident(current_user) as name, rolsuper as is_superuser
    from pg_roles where rolname = current_user`);
  // Who has made a role may administer it; that alone does not let them act as it.
  const roles = await sql.unsafe(`
    select wanted.name, role.oid is not null as is_there,
        coalesce(pg_has_role(role.oid, 'usage'), false) as is_mine
      from (values ${names}) as wanted (name) left join pg_roles role on role.rolname = wanted.name`);
  const granted = await sql.unsafe(`
    select role.rolname as name from pg_auth_members m
      join pg_roles role on role.oid = m.roleid join pg_roles member on member.oid = m.member
      where member.rolname = 'anteroom_portal'`);
  const ofThePortal = new Set(granted.map(({ name }) => String(name)));
  return [
    ...roles
      .filter(({ is_there: isThere }) => !isThere)
      .map(({ name }) => `create role ${name} nologin noinherit`),
    ...OF_THE_PORTAL.filter((role) => !ofThePortal.has(role)).map(
      (role) => `grant ${role} to anteroom_portal`,
    ),
    ...roles
      .filter(({ is_there: isThere, is_mine: isMine }) => !isMine && (isThere || !me?.is_superuser))
      .map(({ name }) => `grant ${name} to ${me?.name}`),
  ];
}

/** Another database's migration was first: unique_violation, duplicate_object, a tuple updated at once. */
const isRace = (thrown: unknown) => ["23505", "42710", "XX000"].includes(codeOf(thrown) ?? "");

const codeOf = (thrown: unknown): string | null =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : null;

function needsHelp(statements: string[], cause?: unknown): AppError {
  const list = statements.map((statement) => `${statement};`).join(" ");
  return new AppError({
    code: "forbidden",
    message: `the database’s owner may not make its roles: as a superuser run: ${list}`,
    cause,
  });
}
