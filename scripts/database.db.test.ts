import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeData, startDatabase } from "./database";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "anteroom-database-"));
  // The server's own user must be able to pass through.
  chmodSync(folder, 0o711);
});
afterEach(() => removeData(folder));

async function ask(url: string, statement: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

it("keeps its data from one start to the next, until it is emptied", async () => {
  const first = await startDatabase(folder);
  await first.migrate();
  expect(await first.listFirms()).toEqual([]);
  await ask(first.url, "create table kept (id int); insert into kept values (7)");
  await first.stop();
  const second = await startDatabase(folder);
  expect(await ask(second.url, "select id from kept")).toEqual([{ id: 7 }]);
  await second.stop();
  removeData(folder);
  expect(existsSync(folder)).toBe(false);
});

it("refuses a second start on the same data, and takes over after a kill", async () => {
  const program = `
    const { startDatabase } = await import("./scripts/database.ts");
    const { url } = await startDatabase(${JSON.stringify(folder)});
    console.log(url);
    setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [chunk] = (await once(other.stdout, "data")) as [Buffer];
  const url = String(chunk).trim();
  await ask(url, "create table kept (id int); insert into kept values (7)");
  await expect(startDatabase(folder)).rejects.toThrow(/another process \(\d+\) uses the database/);

  other.kill("SIGKILL");
  await once(other, "exit");
  const database = await startDatabase(folder);
  expect(await ask(database.url, "select id from kept")).toEqual([{ id: 7 }]);
  await database.stop();
});
