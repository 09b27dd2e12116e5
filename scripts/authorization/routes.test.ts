import { expect, test } from "vitest";
import { findRoutes, nameOf, routeOf } from "./route-files";
import { accesses, mayUse, roles, type Access } from "./roles";
import { expectations } from "./routes";

const routes = findRoutes();

test("every page and every form has its line in the table of who may use it", () => {
  expect(routes.length).toBeGreaterThan(100);
  const without = routes.map(nameOf).filter((name) => !Object.hasOwn(expectations, name));
  expect(without, "add them to scripts/authorization/routes.ts (docs/testing.md)").toEqual([]);
});

test("every line of the table is of a route that there is", () => {
  const names = new Set(routes.map(nameOf));
  expect(Object.keys(expectations).filter((name) => !names.has(name))).toEqual([]);
});

test("what a line says of an id is what the address has", () => {
  for (const one of routes) {
    const expected = expectations[nameOf(one)];
    const hasId = /\[(?!\.\.\.)/.test(one.route);
    expect([nameOf(one), expected?.id !== undefined]).toEqual([nameOf(one), hasId]);
  }
});

test("a route is what its folders say, without groups", () => {
  expect(routeOf("app/(confirm)/staff/step-up/page.tsx")).toBe("/staff/step-up");
  expect(routeOf("app/api/staff/firms/[id]/live/route.ts")).toBe("/api/staff/firms/[id]/live");
  expect(routeOf("app/page.tsx")).toBe("/");
});

test("who may more may what who may less may, and nobody without a right may anything", () => {
  const isWithin = (small: Access, large: Access) =>
    accesses[small].every((role) => mayUse(role, large));
  expect(isWithin("admin", "operator") && isWithin("operator", "viewer")).toBe(true);
  expect(isWithin("viewer", "gate") && isWithin("member", "plan_step")).toBe(true);
  for (const access of Object.keys(accesses) as Access[]) {
    if (access === "anyone") continue;
    expect(mayUse("nobody", access) || mayUse("disabled", access)).toBe(false);
    const firm = roles.some((role) => role === "member" && mayUse(role, access));
    const staff = roles.some((role) => role === "admin" && mayUse(role, access));
    expect(firm).not.toBe(staff);
  }
});
