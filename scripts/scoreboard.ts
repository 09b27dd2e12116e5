import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Evidence, measurementOf, testsOf } from "./scoreboard/evidence";
import { type Goal, goals, type Measured } from "./scoreboard/goals";

// `npm run scoreboard`: the eighteen figures with their goals, as they were last measured here. Nothing is
// run for it. Exit code 1 when one was missed; what was not measured is said and no failure.

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function readEvidence(): Evidence {
  const tests = globSync("test-results/*.json")
    .sort()
    .flatMap((file) => testsOf(basename(file, ".json"), readJson(file)));
  const measured = existsSync(".data/figures")
    ? globSync(".data/figures/*.json").flatMap((file) => measurementOf(readJson(file)) ?? [])
    : [];
  return { tests, measurements: new Map(measured.map((one) => [one.name, one])) };
}

/** "now", or since when in the largest unit that fits. */
function age(at: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - at.getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} h ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}

function markOf(found: Measured | null): string {
  if (found === null) return "–";
  if (found.isShort) return "short";
  return found.isReached ? "ok" : "MISSED";
}

function lines({ id, goal, target, measure, how }: Goal, evidence: Evidence, now: Date): string[] {
  const found = measure(evidence);
  const mark = markOf(found);
  const last = found
    ? `${found.figure}   (${found.from}, ${age(found.at, now)})`
    : `not measured yet: ${how}`;
  return [
    `${id.padEnd(4)}${mark.padEnd(8)}${goal}`,
    `${"".padEnd(12)}goal ${target}`,
    `${"".padEnd(12)}${last}`,
  ];
}

const evidence = readEvidence();
const now = new Date();
const marks = goals.map((goal) => markOf(goal.measure(evidence)));
for (const goal of goals) console.log(lines(goal, evidence, now).join("\n"));
const count = (mark: string) => marks.filter((one) => one === mark).length;
const [reached, missed] = [count("ok"), count("MISSED")];
console.log(
  `\n${reached} reached, ${missed} missed, ${goals.length - reached - missed} not measured here in full`,
);
process.exitCode = missed > 0 ? 1 : 0;
