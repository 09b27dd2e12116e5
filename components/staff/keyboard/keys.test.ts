import { describe, expect, it } from "vitest";
import { commandOf, cycle, matching, pageKeys, stepTo, type Press } from "./keys";

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isTyping: false,
  ...more,
});
const meaning = (key: string, more: Partial<Press> = {}, isAfterG = false) =>
  commandOf(press(key, more), isAfterG);

describe("a key", () => {
  it.each([
    ["/", { kind: "search" }],
    ["j", { kind: "move", by: 1 }],
    ["k", { kind: "move", by: -1 }],
    ["x", { kind: "select" }],
    ["?", { kind: "help" }],
  ])("%s means what the help says", (key, command) => {
    expect(meaning(key)).toEqual({ command, isAfterG: false });
  });

  it.each(["a", "J", "Enter", "Escape", "constructor", "__proto__", "Tab", " "])(
    "%s means nothing",
    (key) => {
      expect(meaning(key)).toEqual({ command: null, isAfterG: false });
      expect(meaning(key, {}, true)).toEqual(
        key === "a"
          ? { command: { kind: "go", href: "/staff/applications" }, isAfterG: false }
          : { command: null, isAfterG: false },
      );
    },
  );

  const letters = ["/", "j", "k", "x", "?", "g"];
  it.each([{ isTyping: true }, { ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    "with %j no letter means anything",
    (more) => {
      for (const key of letters) {
        const isPalette = key === "k" && (more.ctrlKey === true || more.metaKey === true);
        expect(meaning(key, more).command).toEqual(isPalette ? { kind: "palette" } : null);
        expect(meaning(key, more).isAfterG).toBe(false);
      }
      expect(meaning("q", more, true).command).toBeNull();
    },
  );

  it("held down moves on and on, and does nothing else twice", () => {
    expect(meaning("j", { repeat: true }).command).toEqual({ kind: "move", by: 1 });
    for (const key of ["/", "x", "?"]) expect(meaning(key, { repeat: true }).command).toBeNull();
    expect(meaning("g", { repeat: true }).isAfterG).toBe(false);
    expect(meaning("k", { repeat: true, ctrlKey: true }).command).toBeNull();
  });

  it.each([{ ctrlKey: true }, { metaKey: true }, { ctrlKey: true, isTyping: true }])(
    "k with %j opens the palette",
    (more) => {
      for (const key of ["k", "K"]) {
        expect(meaning(key, more).command).toEqual({ kind: "palette" });
      }
      expect(meaning("k", { ...more, altKey: true }).command).toBeNull();
    },
  );
});

describe("g and a letter", () => {
  it("leads to a page of staff's, each letter to another one", () => {
    expect(meaning("g")).toEqual({ command: null, isAfterG: true });
    for (const [key, href] of Object.entries(pageKeys)) {
      expect(meaning(key, {}, true)).toEqual({ command: { kind: "go", href }, isAfterG: false });
      expect(href).toMatch(/^\/staff(?:\/[a-z]+)?$/);
    }
    expect(new Set(Object.values(pageKeys)).size).toBe(Object.keys(pageKeys).length);
  });

  it("is over with the next key, whatever it is", () => {
    for (const key of ["z", "g", "Escape", "j"]) {
      expect(meaning(key, {}, true)).toEqual({ command: null, isAfterG: false });
    }
  });
});

describe("places in a list", () => {
  it.each([
    [null, 1, 3, 0],
    [null, -1, 3, 2],
    [0, 1, 3, 1],
    [2, 1, 3, 2],
    [0, -1, 3, 0],
    // Rows have left since.
    [9, 1, 3, 2],
    [9, -1, 3, 2],
    [null, 1, 0, null],
    [4, -1, 0, null],
  ] as const)("from %s by %s of %s", (from, by, length, to) => {
    expect(stepTo(from, by, length)).toBe(to);
  });

  it.each([
    [0, 1, 3, 1],
    [2, 1, 3, 0],
    [0, -1, 3, 2],
    [0, 1, 0, 0],
  ] as const)("around from %s by %s of %s", (from, by, length, to) => {
    expect(cycle(from, by, length)).toBe(to);
  });
});

describe("choices that match", () => {
  const choices = ["Work queue", "Integrations", "History", "Open queue of mails"].map((label) => ({
    label,
  }));
  it.each([
    ["", ["Work queue", "Integrations", "History", "Open queue of mails"]],
    ["hist", ["History"]],
    ["QUEUE", ["Work queue", "Open queue of mails"]],
    ["queue work", ["Work queue"]],
    ["open", ["Open queue of mails"]],
    ["none of them", []],
  ])("%j", (text, labels) => {
    expect(matching(choices, text).map(({ label }) => label)).toEqual(labels);
  });

  it("those that begin with it come first", () => {
    const two = [{ label: "A firm of law" }, { label: "Law and firm" }];
    expect(matching(two, "law").map(({ label }) => label)).toEqual([
      "Law and firm",
      "A firm of law",
    ]);
  });
});
