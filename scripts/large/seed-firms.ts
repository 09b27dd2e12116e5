import postgres from "postgres";
import { createIntegration } from "@/lib/integrations/create-integration";
import { newId } from "@/lib/ids";
import type { Context } from "@/lib/context";
import { people } from "@/lib/db/schema";
import { seedPlans } from "@/lib/plan/seed-plans";
import { sweepQueue } from "@/lib/staff/sweep-queue";
import { FIRST_NAMES, FORMS, SURNAMES } from "./names";

const STAFF = ["Priya Nair", "Tom Becker", "Lena Ortiz", "Sam Achebe", "Kim Doyle", "Max Rivera"];
const PER_STATEMENT = 20_000;

/**
 * So many invented firms, spread over the steps as in life, written by the database itself; then their
 * rows of the work queue, by the verb that computes them in earnest. Into an empty, migrated database.
 */
export async function seedFirms(
  ctx: Context,
  input: { url: string; count: number; onProgress?: (done: number) => void },
): Promise<void> {
  const { url, count, onProgress } = input;
  const staff = await seedStaff(ctx);
  const integrations = await seedIntegrations(ctx);
  await ctx.db.query(seedPlans);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    // Every firm gets one mark at the end, in place of one for each row.
    await sql`set session_replication_role = replica`;
    for (let first = 0; first < count; first += PER_STATEMENT) {
      const last = Math.min(count, first + PER_STATEMENT) - 1;
      await writeFirms(sql, { first, last, staff, integrations });
      onProgress?.(last + 1);
    }
    await sql`insert into queue_marks (firm_id)
      select id from firms where id not in (select firm_id from queue_rows) order by id`;
    await sql`analyze`;
  } finally {
    await sql.end({ timeout: 5 });
  }
  await sweepAll(ctx);
}

async function sweepAll(ctx: Context): Promise<void> {
  for (;;) {
    await sweepQueue(ctx);
    const [left] = await ctx.db.query((db) => db.query.queueMarks.findMany({ limit: 1 }));
    if (!left) return;
  }
}

async function seedStaff(ctx: Context): Promise<string[]> {
  const rows = STAFF.map((name) => ({
    id: newId("person"),
    kind: "staff" as const,
    staffRole: "operator" as const,
    email: `${name.toLowerCase().replace(" ", ".")}@large.test`,
    name,
  }));
  await ctx.db.query((db) => db.insert(people).values(rows));
  return rows.map(({ id }) => id);
}

async function seedIntegrations(ctx: Context): Promise<{ id: string; set: string }[]> {
  const actor = { kind: "staff", personId: "seed", role: "admin", sessionId: "seed" } as const;
  const read = { access: "read", required: true, purpose: "Seed.", impact: "Seed." } as const;
  const names = ["Clio and HubSpot contacts", "Clio and Pipedrive deals", "Clio and Intake"];
  const made = [];
  for (const name of names) {
    const id = await createIntegration(
      { ...ctx, actor },
      {
        name,
        summary: "Seed.",
        note: "First version.",
        scopes: (["contacts", "matters", "activities"] as const).map((resource) => ({
          ...read,
          resource,
        })),
      },
    );
    const set = await ctx.db.query((db) =>
      db.query.scopeSets.findFirst({ where: (row, { eq }) => eq(row.integrationId, id) }),
    );
    made.push({ id, set: set?.id ?? "" });
  }
  return made;
}

type Part = {
  first: number;
  last: number;
  staff: string[];
  integrations: { id: string; set: string }[];
};

/**
 * What firm `n` is like follows from its number alone. `c`, 0 to 99, is how far it has come: invited 10,
 * to register 12, to send keys 8, waiting for Clio 6, for our application 4, to connect 10, to be
 * switched on 3, with a question 2, ended 2, refused 2, a mail not sent 1, live and well 40.
 */
async function writeFirms(sql: postgres.Sql, part: Part): Promise<void> {
  const { first, last, staff, integrations } = part;
  await sql`create temporary table if not exists seeds (
    n int primary key, c int, firm text, person text, name text, contact text, route text, region text,
    integration text, scope_set text, owner text, tags text[], made timestamptz, moved timestamptz)`;
  await sql`truncate seeds`;
  await sql`insert into seeds select n, c,
      'firm_large' || n, 'person_large' || n,
      (${SURNAMES}::text[])[1 + n * 7919 % ${SURNAMES.length}::int] || ' & '
        || (${SURNAMES}::text[])[1 + n / 61 * 104729 % ${SURNAMES.length}::int] || ' '
        || (${FORMS}::text[])[1 + n / 7 % ${FORMS.length}::int],
      (${FIRST_NAMES}::text[])[1 + n / 3 % ${FIRST_NAMES.length}::int] || ' '
        || (${SURNAMES}::text[])[1 + n * 7919 % ${SURNAMES.length}::int],
      case when c between 30 and 35 then 'firm_developer'
        when c between 36 and 39 then 'agency' else 'firm_private' end,
      case when c < 10 then null when c between 36 and 39 then 'au'
        else (array['us', 'us', 'us', 'us', 'us', 'us', 'eu', 'eu', 'ca', 'au'])[1 + n / 11 % 10] end,
      (${integrations.map(({ id }) => id)}::text[])[1 + n / 5 % 3],
      (${integrations.map(({ set }) => set)}::text[])[1 + n / 5 % 3],
      case when n / 13 % 10 < 7 then (${staff}::text[])[1 + n / 17 % ${staff.length}::int] end,
      case when n % 7 = 0 then array['vip'] when n % 11 = 0 then array['migration', 'renewal']
        else '{}' end,
      -- Who has come further was invited earlier, on the whole.
      now() - make_interval(days => (case when c < 50 then 1 + n * 31 % 90 else 30 + n * 31 % 500 end),
        secs => n % 86400),
      now() - make_interval(hours => 1 + n * 17 % (case when c < 50 then 24 else 700 end))
    from (select n, n * 37 % 100 as c
      from generate_series(${first}::int, ${last}::int) as n) as numbers`;
  await sql`insert into people (id, kind, email, name, created_at)
    select person, 'firm', 'contact' || n || '@large' || n / 3 || '.test', contact, made from seeds`;
  await sql`insert into firms (id, name, route, region, region_set_by, integration_id, main_contact_id,
      plan_answer, plan_answered_at, plan_confirmed_at, live_at, live_cause, owner_id, tags,
      created_by, created_at)
    select firm, name, route, region, case when region is not null then 'firm' end, integration, person,
      case when c >= 10 then 'essentials' end,
      case when c >= 10 then made + (now() - made) * 0.3 end,
      case when c >= 50 then moved end,
      case when c >= 53 and c <> 59 then moved end,
      case when c >= 53 and c <> 59 then 'by_staff' end,
      owner, tags, person, made from seeds`;
  await sql`insert into firm_members (firm_id, person_id, added_at) select firm, person, made from seeds`;
  await sql`insert into developer_accounts (firm_id, email, applied_on)
    select firm, 'dev@large.test', (now() - make_interval(days => 1 + n % 9))::date
    from seeds where route = 'firm_developer'`;
  await sql`insert into applications (id, firm_id, name, region, deauthorization_key, registered_at,
      keys_stored_at, key_check, key_checked_at, key_accepted_at, client_id, client_id_end, created_at)
    select 'app_large' || n, firm, 'Contacts', coalesce(region, 'us'), 'large' || n,
      case when c between 22 and 29 or c >= 40 then made + (now() - made) * 0.5 end,
      case when c >= 40 then made + (now() - made) * 0.6 end,
      case when c >= 40 then 'accepted' else 'not_checked' end,
      case when c >= 40 then made + (now() - made) * 0.6 end,
      case when c >= 40 then made + (now() - made) * 0.6 end,
      case when c >= 40 then md5('client' || n) end, case when c >= 40 then right(md5('client' || n), 4) end,
      made
    from seeds where route <> 'agency'`;
  await sql`insert into connections (id, firm_id, region, account_id, account_name, identity_confirmed_at,
      connected_at, worked_at, status, status_reason, status_actor, status_since, created_at)
    select 'conn_large' || n, firm, case when c >= 50 then region end,
      case when c >= 50 then (340000000 + n)::text end, case when c >= 50 then name end,
      case when c >= 50 then made + (moved - made) * 0.8 end,
      case when c >= 50 then made + (moved - made) * 0.8 end,
      case when c >= 50 then made + (moved - made) * 0.9 end,
      case when c in (55, 56) then 'access_ended' when c in (57, 58) then 'needs_attention'
        when c >= 50 then 'working' else 'not_connected' end,
      case when c in (55, 56) then 'revoked' when c in (57, 58) then 'permission_missing'
        when c >= 50 then 'all_proven' else 'never_connected' end,
      case when c >= 50 and c not in (55, 56, 57, 58) then 'nobody' else 'firm' end,
      case when c >= 50 then moved else made end, made
    from seeds`;
  await sql`insert into grants (id, firm_id, connection_id, application_id, scope_set_id, person_id, region,
      state, access_issued_at, access_expires_at, created_at, activated_at, account_id, account_name,
      user_id, user_name, identity_read_at, identity_verdict, last_success_at, refused_at, ended_at,
      ended_reason)
    select 'grant_large' || n, firm, 'conn_large' || n, 'app_large' || n, scope_set, person, region,
      'active', now() - interval '1 day', now() + interval '20 days', made + (moved - made) * 0.8,
      made + (moved - made) * 0.8, (340000000 + n)::text, name, n::text, contact,
      made + (moved - made) * 0.8, 'confirmed', now() - make_interval(mins => n % 60),
      case when c in (55, 56) then moved end, case when c in (55, 56) then moved end,
      case when c in (55, 56) then 'revoked' end
    from seeds where c >= 50`;
  await sql`insert into scope_checks (grant_id, resource, firm_id, connection_id, result, checked_at)
    select 'grant_large' || n, resource, firm, 'conn_large' || n,
      case when c in (57, 58) and resource = 'activities' then 'refused' else 'works' end,
      now() - make_interval(mins => n % 1200)
    from seeds, unnest(array['contacts', 'matters', 'activities']) as resource where c >= 50`;
  await sql`insert into help_requests (id, firm_id, person_id, kind, text, created_at)
    select 'help_large' || n, firm, person, 'stuck', 'I cannot find the page in Clio.', moved
    from seeds where c in (53, 54)`;
  await sql`insert into mails (id, firm_id, person_id, kind, to_address, subject, cause_key, message_id,
      state, error, queued_at)
    select 'mail_large' || n, firm, person, 'reminder', 'contact' || n || '@large.test', 'A reminder',
      'large' || n, '<large' || n || '@large.test>', 'failed', 'refused_550', moved
    from seeds where c = 59`;
}
