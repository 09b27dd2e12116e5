import { writeFileSync } from "node:fs";
import { machine } from "../soak/machine";
import type { Load } from "./programs";

/** One target's figures, by how many asked at once. */
export type Line = { name: string; at: Map<number, Load> };
export type Figure = {
  name: string;
  /** Its name in the file of figures. */
  key: string;
  value: number;
  unit?: string;
  least?: number;
  most?: number;
};

const FILE = "docs/benchmarks.md";

const round = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toFixed(value >= 10 ? 1 : 2);
const goalOf = ({ least, most, unit = "" }: Figure) =>
  `${least === undefined ? "≤" : "≥"} ${least ?? most} ${unit}`.trim();
const valueOf = ({ value, unit = "" }: Figure) => `${round(value)} ${unit}`.trim();
const isReached = ({ value, least = -Infinity, most = Infinity }: Figure) =>
  value >= least && value <= most;
const cell = (load: Load | undefined) => (load ? `${round(load.rate)} (${round(load.p99)})` : "");

export function print(lines: Line[], figures: Figure[]): void {
  console.log(`\nRequests a second (99th percentile, ms), medians of three rounds in turn:\n`);
  console.log(
    `${"".padEnd(36)}${["1 at once", "16", "64"].map((one) => one.padStart(18)).join("")}`,
  );
  for (const { name, at } of lines) {
    const cells = [1, 16, 64].map((n) => cell(at.get(n)).padStart(18));
    console.log(`${name.padEnd(36)}${cells.join("")}`);
  }
  console.log();
  for (const figure of figures) {
    const verdict = isReached(figure) ? "" : "   MISSED";
    const goal = goalOf(figure).padStart(12);
    console.log(`${figure.name.padEnd(56)}${valueOf(figure).padStart(12)}${goal}${verdict}`);
  }
  console.log(`\n${machine()}`);
}

/** The same as a page of the docs. */
export function writeReport(input: { lines: Line[]; figures: Figure[]; postgres: string }): void {
  const { lines, figures, postgres } = input;
  const table = (head: string[], rows: string[][]) =>
    [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const text = `# Benchmarks of the machine’s door

Written by \`npm run bench\`: floors and Anteroom in one run, taken in turn, medians of three rounds. Machines differ, and one differs from itself by a third from hour to hour, so only the ratios mean something. Measured ${new Date().toISOString().slice(0, 10)} on ${machine()}; PostgreSQL ${postgres}.

${table(
  ["figure", "reached", "goal"],
  figures.map((figure) => [figure.name, valueOf(figure), goalOf(figure)]),
)}

Requests a second (99th percentile in milliseconds):

${table(
  ["target", "1 at once", "16", "64"],
  lines.map(({ name, at }) => [name, ...[1, 16, 64].map((n) => cell(at.get(n)))]),
)}

A floor is bare \`node:http\` with postgres.js and nothing of ours: the same row by its key, the same decryption, for a refresh the same call to the sandbox and one update, for a list the same columns of 100 connections. It checks no key, counts nothing and writes no log; the door does, and writes its log into a file as it is shipped. The load comes from raw sockets in a process of its own.
`;
  writeFileSync(FILE, text);
}
