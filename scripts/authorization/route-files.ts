import { globSync, readFileSync } from "node:fs";

/** A page, or one method of a route handler, as the file system has it. */
export type RouteFile = { method: "PAGE" | "GET" | "POST"; route: string; path: string };

const METHODS =
  /export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b|export const \{ ([A-Z, ]+) \}/g;

/** `app/(firm)/staff/firms/[id]/page.tsx` → `/staff/firms/[id]`. */
export function routeOf(path: string): string {
  const parts = path.split("/").slice(1, -1);
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join("/")}`;
}

/**
 * Every page and every method of every route handler below `root`, but for pages that only the development
 * server has. Throws for a method that the house does not use.
 */
export function findRoutes(root = "."): RouteFile[] {
  const found = [
    ...globSync("app/**/page.tsx", { cwd: root }),
    ...globSync("app/**/route.ts", { cwd: root }),
  ];
  return found.toSorted().flatMap((path): RouteFile[] => {
    const route = routeOf(path);
    if (path.endsWith("page.tsx")) return [{ method: "PAGE", route, path }];
    const text = readFileSync(`${root}/${path}`, "utf8");
    const methods = [...text.matchAll(METHODS)].flatMap(([, one, several]) =>
      (one ?? several ?? "").split(",").map((name) => name.trim()),
    );
    if (methods.length === 0) throw new Error(`${path} answers no method`);
    return methods.map((method) => {
      if (method !== "GET" && method !== "POST") throw new Error(`${path} answers ${method}`);
      return { method, route, path };
    });
  });
}

/** How the table names it: `PAGE /staff/firms/[id]`, `POST /api/sign-in`. */
export const nameOf = ({ method, route }: RouteFile): string => `${method} ${route}`;
