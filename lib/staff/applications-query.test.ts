import { expect, it } from "vitest";
import { keyChecks, regions } from "@/lib/vocabulary";
import {
  applicationOwners,
  applicationsAddress,
  readApplicationsQuery,
} from "./applications-query";

it("reads a filter from its own address", () => {
  for (const owner of applicationOwners) {
    for (const region of regions) {
      for (const check of keyChecks) {
        const address = new URL(
          applicationsAddress({ owner, region, check }, "app_0a1"),
          "http://127.0.0.1",
        );
        expect(readApplicationsQuery(Object.fromEntries(address.searchParams))).toEqual({
          query: { owner, region, check, after: "app_0a1" },
          problems: [],
        });
      }
    }
  }
  expect(applicationsAddress({})).toBe("/staff/applications");
  expect(readApplicationsQuery({ owner: "", region: undefined })).toEqual({
    query: {},
    problems: [],
  });
});

it.each([
  [{ owner: "clio" }, ["owner"]],
  [{ region: "US" }, ["region"]],
  [{ check: "fine" }, ["check"]],
  [{ after: "1; drop table" }, ["after"]],
  [{ owner: ["ours", "firms"] }, ["owner"]],
  [{ sort: "name", constructor: "x" }, ["sort", "constructor"]],
])("names what is wrong with %j", (parameters, names) => {
  expect(readApplicationsQuery(parameters).problems.map(({ name }) => name)).toEqual(names);
});
