import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

// The package as others get it: packed by npm, unpacked beside the house's packages, used by plain Node.

const FROM = "clients/typescript";
let folder = "";
let installed = "";

beforeAll(() => {
  mkdirSync(".data", { recursive: true });
  folder = mkdtempSync(join(process.cwd(), ".data/client-"));
  const source = join(folder, "source");
  // Packed from a copy: two runs at once would write into one `dist`.
  cpSync(FROM, source, {
    recursive: true,
    filter: (path) => !/\/(?:dist|node_modules)$/.test(path),
  });
  const args = ["pack", "--offline", "--silent", `--pack-destination=${folder}`];
  // As from somebody's shell: the house's own npm runs no scripts by themselves, and says so to its children.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
  ) as NodeJS.ProcessEnv;
  execFileSync("npm", args, { cwd: source, env, stdio: ["ignore", "pipe", "pipe"] });
  installed = join(folder, "node_modules/@acucoders/anteroom-client");
  mkdirSync(installed, { recursive: true });
  const file = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  execFileSync("tar", ["-xzf", join(folder, file), "--strip-components=1", "-C", installed]);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("holds what is built, its types and its README, and no tests", () => {
  expect(readdirSync(installed).sort()).toEqual(["README.md", "dist", "package.json"]);
  const built = readdirSync(join(installed, "dist"));
  expect(built).toEqual(expect.arrayContaining(["index.js", "index.d.ts"]));
  expect(built.filter((name) => /test/.test(name))).toEqual([]);
});

it("runs on plain Node, and its types hold under Node's own rules", () => {
  const program = `import { AnteroomError, createAnteroom, parseWebhook } from "@acucoders/anteroom-client";
const anteroom = createAnteroom({ origin: "https://door.test", key: "k", fetch: async () => new Response("") });
console.log(typeof anteroom.getAccessToken, typeof parseWebhook, AnteroomError.name);
`;
  writeFileSync(join(folder, "use.mjs"), program);
  const output = execFileSync(process.execPath, [join(folder, "use.mjs")], { encoding: "utf8" });
  expect(output.trim()).toBe("function function AnteroomError");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "use.ts"), program);
  const compilerOptions = {
    module: "NodeNext",
    target: "ES2023",
    strict: true,
    noEmit: true,
    types: ["node"],
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["use.ts"] }),
  );
  expect(execFileSync("node_modules/.bin/tsc", ["-p", folder], { encoding: "utf8" })).toBe("");
}, 300_000);
