import { EnvError, readEnv } from "@/lib/env";
import { checkHouse } from "@/lib/operator/check-house";
import { broken, ok, type Finding, type Verdict } from "@/lib/operator/finding";
import { say, take, type Command } from "./command";
import { portalEnvironment } from "./house";

const marks: Record<Verdict, string> = { ok: "ok     ", warning: "WARNING", broken: "BROKEN " };

async function doctor(args: string[]): Promise<boolean> {
  take(args, []);
  const { env: variables, close } = await portalEnvironment();
  try {
    const findings = await look(variables);
    for (const { verdict, what, todo } of findings) {
      say(`${marks[verdict]} ${what}`);
      if (todo) say(`        ${todo}`);
    }
    return findings.every(({ verdict }) => verdict !== "broken");
  } finally {
    await close();
  }
}

async function look(variables: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    const env = readEnv(variables);
    return [ok("The environment is complete."), ...(await checkHouse(env))];
  } catch (thrown) {
    if (!(thrown instanceof EnvError)) throw thrown;
    const todo = "README.md, “For real”, says what each variable is.";
    return thrown.problems.map((problem) => broken(`Environment: ${problem}.`, todo));
  }
}

export const doctorCommands: Command[] = [
  { usage: "doctor", about: "look at everything that the portal needs", run: doctor },
];
