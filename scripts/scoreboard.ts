import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Evidence, measurementOf, testsOf } from "./scoreboard/evidence";
import { type Goal, goals } from "./scoreboard/goals";

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

function lines({ id, goal, target, measure, how }: Goal, evidence: Evidence, now: Date): string[] {
  const found = measure(evidence);
  const mark = found === null ? "–" : found.isReached ? "ok" : "MISSED";
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
const found = goals.map((goal) => goal.measure(evidence));
for (const goal of goals) console.log(lines(goal, evidence, now).join("\n"));
const reached = found.filter((one) => one?.isReached).length;
const missed = found.filter((one) => one && !one.isReached).length;
console.log(
  `\n${reached} reached, ${missed} missed, ${goals.length - reached - missed} not measured here`,
);
process.exitCode = missed > 0 ? 1 : 0;
