import { expect, it } from "vitest";
import { routes } from "@/lib/vocabulary";
import { routeChange } from "./route-change-rules";

const flags = [false, true];
const cases = routes.flatMap((from) =>
  routes.flatMap((to) =>
    flags.flatMap((hasKeys) => flags.map((isConnected) => ({ from, to, hasKeys, isConnected }))),
  ),
);

it.each(cases)(
  "says something kept and something anew of $from to $to",
  ({ from, to, ...facts }) => {
    const change = routeChange(from, to, { ...facts, hasOwnApplication: facts.hasKeys });
    expect(change.kept.some((line) => line.startsWith("The connection"))).toBe(facts.isConnected);
    expect(change.kept.some((line) => line.includes("keys"))).toBe(facts.hasKeys);
    expect(change.anew.length).toBeGreaterThan(0);
    const isAsked = change.anew.some((line) => line.includes("sends its keys"));
    expect(isAsked).toBe(to !== "agency" && !facts.hasKeys);
    expect(change.anew.some((line) => line.includes("gets a developer"))).toBe(
      to === "firm_developer",
    );
  },
);
