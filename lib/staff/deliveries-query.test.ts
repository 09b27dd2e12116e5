import { describe, expect, it } from "vitest";
import { isReadAddress, nameOfAddress, problemsOfAddress } from "./addresses";
import { deliveriesAddress, readDeliveriesQuery } from "./deliveries-query";

describe("the address of a webhook's log", () => {
  it.each([
    [{}, {}],
    [{ state: "", before: undefined }, {}],
    [{ state: "failed" }, { state: "failed" }],
    [
      { state: "waiting", before: "wd_0a1b" },
      { state: "waiting", before: "wd_0a1b" },
    ],
  ])("%j asks for %j", (parameters, query) => {
    expect(readDeliveriesQuery(parameters)).toEqual({ query, problems: [] });
  });

  it.each([
    [{ state: "lost" }, "state"],
    [{ state: ["failed", "waiting"] }, "state"],
    [{ before: "wd_'; drop" }, "before"],
    [{ before: "firm_0a1b" }, "before"],
    [{ page: "2" }, "page"],
  ])("%j is named as wrong", (parameters, name) => {
    const { query, problems } = readDeliveriesQuery(parameters);
    expect(query).toEqual({});
    expect(problems.map((problem) => problem.name)).toEqual([name]);
  });

  it("is written as it is read", () => {
    expect(deliveriesAddress("we_1", {})).toBe("/staff/webhooks/we_1");
    expect(deliveriesAddress("we_1", { state: "failed", before: "wd_1" })).toBe(
      "/staff/webhooks/we_1?state=failed&before=wd_1",
    );
  });

  it("is one of those that are read strictly, and those beside it are not", () => {
    expect(isReadAddress("/staff/webhooks/we_0a1b")).toBe(true);
    expect(nameOfAddress("/staff/webhooks/we_0a1b")).toBe("the log of a webhook");
    expect(problemsOfAddress("/staff/webhooks/we_0a1b", { state: "lost" })).toHaveLength(1);
    for (const path of ["/staff/webhooks", "/staff/webhooks/new", "/staff/webhooks/[id]/x"]) {
      expect(isReadAddress(path)).toBe(false);
    }
  });
});
