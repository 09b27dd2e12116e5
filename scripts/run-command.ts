import { spawn, type SpawnOptions } from "node:child_process";
import { askedToStop } from "./progress";

export interface Result {
  ok: boolean;
  /** What it wrote to both outputs, in order. */
  output: string;
}

/** Runs a program to its end and keeps what it printed. `show` prints it at once as well. */
export function runCommand(
  command: string,
  args: string[],
  options: SpawnOptions & { show?: boolean } = {},
): Promise<Result> {
  const { show, ...rest } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...rest });
    void askedToStop().then(() => child.kill("SIGTERM"));
    let output = "";
    const keep = (chunk: string) => {
      output += chunk;
      if (show) process.stdout.write(chunk);
    };
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr?.setEncoding("utf8").on("data", keep);
    child.on("error", (error) => resolve({ ok: false, output: `${output}${error.message}\n` }));
    child.on("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/** Runs a script of ours, in TypeScript, under the Node that is running now. */
export function runScript(
  file: string,
  args: string[] = [],
  options: SpawnOptions & { show?: boolean } = {},
) {
  return runCommand(process.execPath, ["--import", "tsx", file, ...args], options);
}
