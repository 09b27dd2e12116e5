import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Pages that may be the same for everybody, and so be made at build time. */
const PRERENDERED = new Set(["/_global-error", "/icon.svg", "/favicon.ico", "/robots.txt"]);

/** What must not be in a build: server actions, pages baked with somebody's data, source maps. */
export function findUnwantedFiles(root: string): string[] {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(join(root, ".next", file), "utf8"));
  const actions = read("server/server-reference-manifest.json") as Record<"node" | "edge", object>;
  const pages = read("prerender-manifest.json") as Record<"routes" | "dynamicRoutes", object>;
  const names = [...Object.keys(actions.node), ...Object.keys(actions.edge)];
  const baked = [...Object.keys(pages.routes), ...Object.keys(pages.dynamicRoutes)];
  return [
    ...names.map((name) => `server action ${name}: mutations are route handlers here`),
    ...baked
      .filter((route) => !PRERENDERED.has(route))
      .map((route) => `${route} was made at build time: it must read the request (its nonce)`),
    ...globSync("static/**/*.map", { cwd: join(root, ".next") }).map(
      (file) => `.next/${file}: source maps are not served`,
    ),
  ];
}
