import { expect, it } from "vitest";
import { readCsv } from "./csv-rules";

it.each<[string, string, string[][]]>([
  ["nothing", "", []],
  ["one line without its end", "a,b", [["a", "b"]]],
  [
    "line ends of every kind",
    "a,b\r\nc,d\ne,f\rg,h\r\n",
    [
      ["a", "b"],
      ["c", "d"],
      ["e", "f"],
      ["g", "h"],
    ],
  ],
  [
    "a byte order mark",
    "\uFEFFname,route\nX,agency",
    [
      ["name", "route"],
      ["X", "agency"],
    ],
  ],
  ["quotes with separators, quotes and breaks in them", '"a,""b""\r\nc",d', [['a,"b"\r\nc', "d"]]],
  [
    "semicolons",
    "name;route\nHartley, Moss;agency",
    [
      ["name", "route"],
      ["Hartley, Moss", "agency"],
    ],
  ],
  [
    "tabs",
    "name\troute\nX\tagency",
    [
      ["name", "route"],
      ["X", "agency"],
    ],
  ],
  [
    "a comma in a quoted first line of semicolons",
    '"a,b";c\n1;2',
    [
      ["a,b", "c"],
      ["1", "2"],
    ],
  ],
  [
    "empty fields, and lines of nothing",
    "a,,b\n\n,,\n ,\nc,d,",
    [
      ["a", "", "b"],
      ["c", "d", ""],
    ],
  ],
  ["a quote inside of a plain field as it is", 'a "b",c', [['a "b"', "c"]]],
])("reads %s", (_what, text, rows) => {
  expect(readCsv(text)).toEqual({ rows });
});

it.each([
  ['a,b\n"c,d', 2, "a quote is opened and not closed"],
  ['"a"b,c', 1, "a quote stands in the middle of a field"],
  ['"a\nb",c\n"d"e', 3, "a quote stands in the middle of a field"],
])("says what is wrong with %j", (text, line, problem) => {
  expect(readCsv(text)).toEqual({ line, problem });
});
