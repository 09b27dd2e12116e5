import { sql } from "drizzle-orm";
import { openAccessToken, openRefreshToken } from "@/lib/connection/tokens-at-rest";
import type { Context } from "@/lib/context";
import { grants } from "@/lib/db/schema";

const LEASE_SECONDS = 60;

/** What must hold whatever was killed: one line for each thing that does not. */
export async function brokenInvariants(ctx: Context): Promise<string[]> {
  const broken: string[] = [];
  const none = async (what: string, rows: Promise<{ id: string }[]>) => {
    for (const { id } of await rows) broken.push(`${what}: ${id}`);
  };
  const ask = (statement: ReturnType<typeof sql>) =>
    ctx.db.query(async (db) => [...(await db.execute<{ id: string }>(statement))]);
  await none(
    "I1 a connection has more than one active grant",
    ask(
      sql`select connection_id as id from grants where state = 'active' group by 1 having count(*) > 1`,
    ),
  );
  const all = await ctx.db.query((db) => db.select().from(grants));
  for (const grant of all.filter(({ state }) => state !== "retired")) {
    try {
      openAccessToken(ctx, grant);
      openRefreshToken(ctx, grant);
    } catch (thrown) {
      broken.push(`I2 a grant does not open: ${grant.id} ${String(thrown)}`);
    }
  }
  await none(
    "I3 a lease is older than it may be",
    ask(
      sql`select id from grants where lease_until > now() + make_interval(secs => ${LEASE_SECONDS})`,
    ),
  );
  await none(
    "I4 two mails have one cause",
    ask(sql`select cause_key as id from mails group by 1 having count(*) > 1`),
  );
  await none(
    "I7 a grant is of another firm than its connection",
    ask(
      sql`select g.id from grants g join connections c on c.id = g.connection_id where c.firm_id <> g.firm_id`,
    ),
  );
  await none(
    "I8 a connection has ended without Clio's word, or the other way round",
    ask(sql`select c.id from connections c join grants g on g.connection_id = c.id and g.state = 'active'
      where (c.status = 'access_ended') <> (g.ended_at is not null)`),
  );
  return broken;
}
