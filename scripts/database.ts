import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { startEmbeddedPostgres } from "@/lib/db/embedded";
import { migrateDatabase } from "@/lib/db/migrate";

export type FirmLine = { firm: string; person: string; email: string; status: string };

export interface LocalDatabase {
  url: string;
  migrate: () => Promise<void>;
  /** The firms with their main contacts and connection status, newest first, ten at most. */
  listFirms: () => Promise<FirmLine[]>;
  stop: () => Promise<void>;
}

/** Where `npm start` keeps the embedded database, its keys and its logs. */
export const PORTAL_FOLDER = ".data/portal";

const dataDirOf = (folder: string) => join(folder, "postgres");

/** The embedded PostgreSQL on the data under `folder`. */
export async function startDatabase(folder: string): Promise<LocalDatabase> {
  const server = await startEmbeddedPostgres({ dataDir: dataDirOf(folder) });
  return {
    url: server.url,
    migrate: () => migrateDatabase(server.url),
    async listFirms() {
      const sql = postgres(server.url, { max: 1 });
      try {
        return await sql<FirmLine[]>`
          select firms.name as firm, people.name as person, people.email, connections.status
          from firms
            join people on people.id = firms.main_contact_id
            join connections on connections.firm_id = firms.id
          order by firms.created_at desc, firms.id limit 10`;
      } finally {
        await sql.end({ timeout: 5 });
      }
    },
    stop: () => server.stop(),
  };
}

/** Removes database, keys and logs, also where the database had to live elsewhere. */
export function removeData(folder: string): void {
  const moved = `${dataDirOf(folder)}.moved`;
  if (existsSync(moved)) {
    rmSync(dirname(readFileSync(moved, "utf8").trim()), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
}
