import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { MAX_LOGO_BYTES, readPng } from "./png-rules";
import { chunk, png, PNG_SIGNATURE } from "./png.testing";

const header = (width: number, height: number, rest: number[]) => {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set(rest, 8);
  return data;
};
const problem = (bytes: Buffer) => {
  const verdict = readPng(bytes);
  return verdict.ok ? "none" : verdict.problem;
};

it("takes a picture as it is, and nothing of what else stands in the file", () => {
  expect(readPng(png())).toEqual({ ok: true, png: png(), width: 120, height: 32 });
  const between = [
    chunk("tEXt", Buffer.from("Author\0<script>")),
    chunk("eXIf", Buffer.from("where")),
  ];
  expect(readPng(png({ between }))).toMatchObject({ ok: true, png: png() });
});

it.each([
  ["grey with one bit", [1, 0, 0, 0, 0], 32 * (1 + 15)],
  ["grey and transparent", [8, 4, 0, 0, 0], 32 * (1 + 240)],
  ["sixteen bits with transparency", [16, 6, 0, 0, 0], 32 * (1 + 960)],
  ["interlaced", [8, 2, 0, 0, 1], 0],
])("takes %s", (_, rest, size) => {
  // Of an interlaced picture of 120 by 32: 4·15, 4·15, 4·30, 8·30, 8·60, 16·60 and 16·120 pixels.
  const interlaced = [
    [4, 15],
    [4, 15],
    [4, 30],
    [8, 30],
    [8, 60],
    [16, 60],
    [16, 120],
  ];
  const all = interlaced.reduce(
    (sum, [rows = 0, columns = 0]) => sum + rows * (1 + columns * 3),
    0,
  );
  const pixels = Buffer.alloc(rest[4] === 1 ? all : size);
  expect(readPng(png({ header: header(120, 32, rest), pixels })).ok).toBe(true);
});

it.each([
  ["nothing", Buffer.alloc(0), "Choose a picture"],
  [
    "a drawing that may carry scripts",
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "no PNG",
  ],
  ["a photo", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), "no PNG"],
  ["the signature alone", PNG_SIGNATURE, "damaged"],
  ["half of a file", png().subarray(0, 60), "damaged"],
  ["something behind the end", Buffer.concat([png(), Buffer.from("<?php")]), "damaged"],
  ["too few pixels", png({ pixels: Buffer.alloc(5) }), "damaged"],
  ["more pixels than it says", png({ pixels: Buffer.alloc(4_000_000) }), "damaged"],
  ["a colour type that there is not", png({ header: header(120, 32, [8, 5, 0, 0, 0]) }), "damaged"],
  ["bits that do not go with it", png({ header: header(120, 32, [4, 2, 0, 0, 0]) }), "damaged"],
  [
    "colours by number without a list",
    png({ header: header(120, 32, [8, 3, 0, 0, 0]) }),
    "damaged",
  ],
  ["a header of another length", png({ header: Buffer.alloc(12) }), "damaged"],
  ["two headers", png({ between: [chunk("IHDR", header(120, 32, [8, 2, 0, 0, 0]))] }), "damaged"],
  [
    "a page's worth of pixels",
    png({ header: header(60_000, 60_000, [8, 2, 0, 0, 0]) }),
    "60000 by 60000",
  ],
  ["a dot", png({ width: 8, height: 8 }), "8 by 8"],
  [
    "too many bytes",
    png({ between: [chunk("tEXt", randomBytes(MAX_LOGO_BYTES))] }),
    "larger than 64 kB",
  ],
])("refuses %s", (_, bytes, words) => {
  expect(problem(bytes)).toContain(words);
});

it("notices a single changed byte, wherever it is", () => {
  const good = png({ width: 20, height: 20 });
  for (let at = 0; at < good.length; at += 1) {
    const bad = Buffer.from(good);
    bad[at] = (bad[at] ?? 0) ^ 1;
    expect([at, readPng(bad).ok]).toEqual([at, false]);
  }
});
