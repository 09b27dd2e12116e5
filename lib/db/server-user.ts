import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Somebody other than root: PostgreSQL refuses to run as root. */
export type ServerUser = { name: string; uid: number; gid: number };

/** Who runs a database server: null for ourselves, an unprivileged user of the machine for root. */
export async function findServerUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const entry = lines.find((fields) => fields[0] === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(
    "PostgreSQL does not run as root, and this machine has no user postgres or nobody",
  );
}

/** Whether `user` may enter every folder above `path`, so that it can use what lies there. */
export async function isReachable(path: string, user: ServerUser | null): Promise<boolean> {
  if (!user) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
