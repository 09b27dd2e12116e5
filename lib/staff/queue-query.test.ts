import { describe, expect, test } from "vitest";
import { forEachInput } from "@/lib/fuzz.testing";
import { parametersOf } from "@/lib/web/parameters";
import { queueTabs, stages } from "@/lib/vocabulary";
import {
  emptyQuery,
  isFiltered,
  parseQueueQuery,
  queueHref,
  queueSorts,
  writeQueueQuery,
  type QueueQuery,
} from "./queue-query";

const read = (text: string) => parseQueueQuery(parametersOf(new URLSearchParams(text)));
const problemsOf = (text: string) => read(text).problems.map(({ name }) => name);

const full: QueueQuery = {
  tab: "broken",
  stage: "live",
  status: "needs_attention",
  route: "firm_developer",
  region: "eu",
  integration: "intg_0abc",
  owner: "me",
  tag: "VIP & friends",
  longer: 7,
  q: "Moss ada@hartleymoss.test",
  sort: "name",
  after: { value: "Hartley & Moß LLP", firmId: "firm_1" },
};

describe("what the address says", () => {
  test("is read as it was written", () => {
    expect(read(writeQueueQuery(full)).query).toEqual(full);
    expect(read(writeQueueQuery(emptyQuery)).query).toEqual(emptyQuery);
    expect(writeQueueQuery(emptyQuery)).toBe("");
    for (const tab of ["all", ...queueTabs] as const) {
      for (const stage of stages) {
        const query = { ...emptyQuery, tab, stage };
        expect(read(writeQueueQuery(query)).query).toEqual(query);
      }
    }
  });

  test("may be empty, as forms send what was not chosen", () => {
    expect(read("tab=broken&stage=&q=&owner=").query).toEqual({ ...emptyQuery, tab: "broken" });
    expect(read("q=+++").query).toEqual(emptyQuery);
  });

  test.each([
    ["nonsense=1", ["nonsense"]],
    ["__proto__=1&constructor=2", ["__proto__", "constructor"]],
    ["tab=Broken", ["tab"]],
    ["stage=toString", ["stage"]],
    ["sort=since%20desc", ["sort"]],
    ["sort=firm_id;drop table firms", ["sort"]],
    ["status=ok&route=none&region=mars", ["status", "route", "region"]],
    ["owner=%27--&integration=1", ["owner", "integration"]],
    ["longer=0", ["longer"]],
    ["longer=1000", ["longer"]],
    ["longer=1e2", ["longer"]],
    ["longer=-3", ["longer"]],
    ["tab=broken&tab=all", ["tab"]],
    ["q=%00", ["q"]],
    [`q=${"a".repeat(101)}`, ["q"]],
    ["after=abc", ["after"]],
    ["after=%3D%3D", ["after"]],
  ])("%s is refused", (text, names) => {
    expect(problemsOf(text)).toEqual(names);
    expect(read(text).query).toBeNull();
  });

  test("names a page of the order that it was of alone", () => {
    const { after } = full;
    const ofName = writeQueueQuery({ ...emptyQuery, sort: "name", after });
    expect(read(ofName).query?.after).toEqual(after);
    expect(problemsOf(ofName.replace("sort=name", "sort=newest"))).toEqual(["after"]);
    const instant = { value: "2026-11-24T15:00:00.000Z", firmId: "firm_1" };
    for (const sort of queueSorts) {
      const text = writeQueueQuery({ ...emptyQuery, sort, after: instant });
      expect(read(text).query?.after).toEqual(instant);
    }
    for (const value of [
      "0000-01-01T00:00:00.000Z",
      "2026-02-30T00:00:00.000Z",
      "2026-13-40T99:00:00.000Z",
      "now()",
      "infinity",
      "",
    ]) {
      const text = writeQueueQuery({ ...emptyQuery, after: { value, firmId: "firm_1" } });
      expect(problemsOf(text)).toEqual(["after"]);
    }
  });
});

test("what narrows the list is told from what only orders it", () => {
  expect(isFiltered({ ...emptyQuery, tab: "broken", sort: "name", after: full.after })).toBe(false);
  for (const name of [
    "stage",
    "status",
    "route",
    "region",
    "owner",
    "tag",
    "longer",
    "q",
  ] as const) {
    expect(isFiltered({ ...emptyQuery, [name]: full[name] })).toBe(true);
  }
});

test("a link to another tab, order or filter begins at its first page", () => {
  expect(queueHref(emptyQuery)).toBe("/staff");
  expect(queueHref(full, { tab: "all", q: null, tag: null })).toBe(
    "/staff?tab=all&stage=live&status=needs_attention&route=firm_developer&region=eu&integration=intg_0abc&owner=me&longer=7&sort=name",
  );
});

test("no address is anything but read or refused, and what is read stays the same: 10,000 seeded ones", async () => {
  const pieces = [
    ...queueSorts,
    ...queueTabs,
    "tab",
    "sort",
    "after",
    "q",
    "owner=me",
    "&",
    "=",
    "firm_1",
  ];
  await forEachInput(
    "addresses of the queue",
    (fuzz) => {
      const names = ["tab", "stage", "owner", "longer", "q", "tag", "sort", "after"] as const;
      const name = () => (fuzz.once(4) ? fuzz.text(pieces) : fuzz.pick([...names]));
      return Array.from({ length: fuzz.int(4) }, (): [string, string] => [
        name(),
        fuzz.text(pieces).slice(0, 3000),
      ]);
    },
    (entries) => {
      const parameters: Record<string, string | string[]> = Object.fromEntries(entries);
      const { query, problems } = parseQueueQuery(parameters);
      expect(query === null).toBe(problems.length > 0);
      const again = query && read(writeQueueQuery(query)).query;
      expect(again).toEqual(query);
    },
  );
});
