import { runProgram } from "@/lib/process/run-program";
import { startMachine } from "./start-machine";

await runProgram("machine", async (env, log) => {
  const machine = await startMachine(env, log);
  const where = `${env.MACHINE_HOST}:${machine.port}`;
  return { ready: `the machine's door is open at ${where}`, stop: machine.stop };
});
