import { startTestPostgres } from "./test-postgres";

/** For a developer who runs vitest alone: one server for all files, when the runner gave none. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_URL) return undefined;
  const server = await startTestPostgres("embedded");
  process.env.TEST_DATABASE_URL = server.url;
  return server.stop;
}
