// npm leaves the entries of other platforms' optional packages out of a lock that it writes on one
// platform, and then refuses that very lock in `npm ci`. This script adds the missing entries, so
// that a fresh clone installs on Linux and on macOS. Run it after each change of dependencies:
//   rm package-lock.json && npm install --package-lock-only && node scripts/complete-lock.mjs
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);
const LOCK = "package-lock.json";
const lock = JSON.parse(readFileSync(LOCK, "utf8"));
const kept = ["version", "license", "cpu", "os", "libc", "engines", "bin", "dependencies"];

/** The entry npm would have written for an optional package of another platform. */
async function describe(name, range) {
  const { stdout } = await run("npm", ["view", `${name}@${range}`, "--json"], {
    maxBuffer: 1 << 24,
  }).catch((error) => error);
  const answer = JSON.parse(stdout);
  if (answer.error) return fromName(name, range);
  const manifest = Array.isArray(answer) ? answer.at(-1) : answer;
  const entry = { integrity: manifest.dist.integrity, optional: true };
  for (const key of kept) if (manifest[key] !== undefined) entry[key] = manifest[key];
  for (const key of ["cpu", "os", "libc"])
    if (typeof entry[key] === "string") entry[key] = [entry[key]];
  return entry;
}

/** A registry that mirrors only some platforms does not know the package: its name tells the platform. */
function fromName(name, version) {
  const os = ["darwin", "win32", "freebsd", "android", "openharmony", "linux"].find((word) =>
    name.includes(word),
  );
  const cpu = ["arm64", "x64", "arm", "ia32", "ppc64", "riscv64", "s390x"].find((word) =>
    name.includes(word),
  );
  console.log(`not in this registry, entered by its name: ${name}@${version}`);
  return { version, optional: true, ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }) };
}

/** Where npm would look for `name` when it is asked for from the package at `from`. */
function resolve(from, name) {
  let base = from;
  for (;;) {
    const path = base ? `${base}/node_modules/${name}` : `node_modules/${name}`;
    if (lock.packages[path]) return path;
    if (!base) return null;
    const cut = base.lastIndexOf("/node_modules/");
    base = cut === -1 ? "" : base.slice(0, cut);
  }
}

let added = 0;
for (let again = true; again;) {
  again = false;
  const missing = new Map();
  for (const [path, entry] of Object.entries(lock.packages)) {
    const names = { ...entry.optionalDependencies, ...(entry.optional ? entry.dependencies : {}) };
    for (const [name, range] of Object.entries(names)) {
      const found = resolve(path, name);
      const exact = /^\d/.test(range);
      if (found && (!exact || lock.packages[found].version === range)) continue;
      const parent = found ? `${path}/node_modules/${name}` : `node_modules/${name}`;
      missing.set(parent, { name, range, dev: entry.dev });
    }
  }
  const jobs = [...missing];
  for (let i = 0; i < jobs.length; i += 8) {
    await Promise.all(
      jobs.slice(i, i + 8).map(async ([path, { name, range, dev }]) => {
        const entry = await describe(name, range);
        if (dev) entry.dev = true;
        lock.packages[path] = entry;
        added += 1;
        again = true;
      }),
    );
  }
}

lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
);
writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added to ${LOCK}`);
