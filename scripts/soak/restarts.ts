// the database's server killed again and again while pairs are stored.
import { writeFigures } from "../figures";
import { machine } from "./machine";
import { runRestarts } from "./run-restarts";

const TIMES = Number(process.env.SOAK_TIMES ?? 20);
const MOST_MS = 10_000;

const { answers, halves, lost, slowestMs } = await runRestarts(TIMES);
console.log(
  `  ${TIMES} restarts: ${lost} lost, ${halves} halves, answers ${[...answers].join(" and ")}, healthy again after at most ${Math.round(slowestMs)} ms`,
);
console.log(`  ${machine()}`);
const isAnswered = [...answers].every((one) => /^(stored|unavailable)$/.test(one));
const good = lost === 0 && halves === 0 && slowestMs <= MOST_MS && isAnswered;
writeFigures("restarts", { good, restarts: TIMES, lost, halves, slowestMs });
process.exit(good ? 0 : 1);
