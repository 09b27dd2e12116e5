// the database's server killed again and again while pairs are stored.
import { machine } from "./machine";
import { runRestarts } from "./run-restarts";

const TIMES = Number(process.env.SOAK_TIMES ?? 20);
const MOST_MS = 10_000;

const { answers, halves, lost, slowestMs } = await runRestarts(TIMES);
console.log(
  `  ${TIMES} restarts: ${lost} lost, ${halves} halves, answers ${[...answers].join(" and ")}, healthy again after at most ${Math.round(slowestMs)} ms`,
);
console.log(`  ${machine()}`);
const isGood = lost === 0 && halves === 0 && slowestMs <= MOST_MS;
process.exit(isGood && [...answers].every((one) => /^(stored|unavailable)$/.test(one)) ? 0 : 1);
