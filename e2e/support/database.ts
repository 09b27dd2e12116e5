import postgres from "postgres";

/** Reads or moves what the portal has stored: tests shift stored instants, not clocks. */
export async function inDatabase<Answer>(
  work: (sql: postgres.Sql) => Promise<Answer>,
): Promise<Answer> {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
